import type { NamedFile, Reader, ReadOptions, Rescale, Scan, ScanData } from '@spad/core'
import { failFile } from '../file-error.js'
import { placedGrid } from '../geometry/placed-grid.js'
import { identityGrid } from '../identity-grid.js'
import { countSamples } from '../limits.js'
import type { CodecContext } from './codecs/codec.js'
import { type FrameSource, frameSource } from './decode-frame.js'
import { collectFaults } from './faults.js'
import { joinPhases } from './join-phases.js'
import { orderSlices } from './order-slices.js'
import { phasesOf } from './phases.js'
import { type DicomFile, isDicom, parseDicomFile } from './parse.js'
import { type PixelFormat, pixelFormat } from './pixel-format.js'
import { FLAT, type Slice, slicesOf } from './slices.js'

export interface DicomReadOptions extends ReadOptions, CodecContext {}

/**
 * DICOM: one image, the slices of a series in any order, or an enhanced multi-frame file. Slices are
 * sorted and spaced by their positions. `allow` may have `missing-slices`, `uneven-slices`, `tilt` and
 * `mixed-series`.
 */
export const dicomReader: Reader & {
  read(files: readonly NamedFile[], options?: DicomReadOptions): Promise<Scan>
} = { name: 'dicom', matches: (head) => isDicom(head), read: readDicom }

async function readDicom(
  files: readonly NamedFile[],
  options: DicomReadOptions = {},
): Promise<Scan> {
  const parsed = await Promise.all(files.map(({ name, bytes }) => parseDicomFile(name, bytes)))
  const name = parsed[0]?.name ?? failFile('no file', 'is no DICOM.')
  const faults = collectFaults(name, options.allow)
  const formats = parsed.map(pixelFormat)
  const series = new Set(parsed.map(({ data }) => data.string('x0020000e'))).size
  if (series > 1) faults.report('mixed-series', `the files are of ${series} series`)
  const slices = parsed.flatMap((file, i) => slicesOf(file, formats[i] ?? pixelFormat(file)))
  checkAlike(slices)
  const { stacks, why } = phasesOf(slices)
  const ordered = stacks.map((stack) => orderSlices(stack, faults))
  const [{ slices: sorted, affine } = orderSlices([], faults)] = ordered
  const [first] = sorted
  if (!first) return failFile(name, 'has no frames.')
  if (sorted.some(({ window }) => window === 'broken'))
    faults.note('the window of the file is no number: it is not looked through.')
  if (parsed.some(({ data }) => data.elements.x3004000e))
    faults.note('the numbers are no doses yet: DoseGridScaling of the file is not applied.')
  const { columns, rows } = first.format
  const size = [columns, rows, sorted.length] as const
  const channels = channelsOf(first.format)
  const scanOf = async (own: readonly Slice[]): Promise<Scan> => ({
    data: await decodeAll(own, options),
    grid: affine ? placedGrid(name, affine, size, FLAT) : identityGrid(...size),
    channels,
    ...(channels === 3 && { colour: true }),
    ...meaning(own, first),
    notes: faults.notes,
  })
  if (why === undefined) return await scanOf(sorted)
  if (channels > 1) failFile(name, `is in colour and of several ${why}: give those of one.`)
  const scans: Scan[] = []
  for (const { slices: own } of ordered) scans.push(await scanOf(own))
  return joinPhases(name, scans as [Scan], why)
}

const channelsOf = ({ samples, photometric }: PixelFormat): number =>
  photometric === 'PALETTE COLOR' ? 3 : samples

function checkAlike(slices: readonly Slice[]): void {
  const [first] = slices
  const key = ({ format, pixelSpacing = [] }: Slice) =>
    [
      `${format.columns} × ${format.rows} pixels`,
      `${channelsOf(format)} channels of ${format.type}`,
      `${pixelSpacing.join(' × ') || 'no'} mm`,
      format.photometric,
    ].join(', ')
  for (const slice of slices)
    if (first && key(slice) !== key(first) && key(spacedAs(first, slice)) !== key(first))
      failFile(
        slice.file.name,
        `has ${key(slice)}, but \`${first.file.name}\` has ${key(first)}: slices must be alike.`,
      )
}

/** With the pixel spacing of another, where both are the same but for digits that were rounded. */
function spacedAs({ pixelSpacing: wanted = [] }: Slice, slice: Slice): Slice {
  const { pixelSpacing = [] } = slice
  const near = pixelSpacing.every((step, i) => Math.abs(step - (wanted[i] ?? NaN)) <= 1e-4 * step)
  return near && pixelSpacing.length === wanted.length ? { ...slice, pixelSpacing: wanted } : slice
}

async function decodeAll(slices: readonly Slice[], options: DicomReadOptions): Promise<ScanData> {
  const sources = new Map<DicomFile, FrameSource>()
  let all: ScanData | undefined
  for (const [index, { file, format, frame }] of slices.entries()) {
    options.signal?.throwIfAborted()
    const source = sources.get(file) ?? frameSource(file, format, options)
    sources.set(file, source)
    const samples = await source.frame(frame)
    all ??= volumeLike(file.name, samples, slices.length)
    all.set(samples, index * samples.length)
    options.onProgress?.(index + 1, slices.length)
  }
  return all ?? new Uint8Array(0)
}

/** Room for slices like this one. */
function volumeLike(name: string, slice: ScanData, slices: number): ScanData {
  if (slices === 1) return slice
  const { constructor } = slice as { constructor: unknown }
  return new (constructor as new (length: number) => ScanData)(
    countSamples(name, [slice.length, slices]),
  )
}

function meaning(slices: readonly Slice[], first: Slice): Partial<Scan> {
  const { unit, modality, window, format } = first
  const rescale = commonRescale(slices)
  return {
    ...(rescale && { rescale }),
    ...(unit !== undefined && { unit }),
    ...(modality !== undefined && { modality }),
    ...(window && window !== 'broken' && { window }),
    ...(format.photometric === 'MONOCHROME1' && { inverted: true }),
  }
}

function commonRescale(slices: readonly Slice[]): Rescale | Rescale[] | undefined {
  const all = slices.map(({ rescale }) => rescale ?? { slope: 1, intercept: 0 })
  const [first] = all
  if (!first || slices.every(({ rescale }) => !rescale)) return undefined
  const same = all.every(
    ({ slope, intercept }) => slope === first.slope && intercept === first.intercept,
  )
  return same ? first : all
}
