import { amount } from '@spad/core'
import type { NamedFile, Scan } from '@spad/core'
import { failFile } from '../file-error.js'
import { inflate, isGzip } from '../gzip/inflate.js'
import { countSamples, sliceOf } from '../limits.js'
import type { FormatReader } from '../format-reader.js'
import { bytesPerSample, interleave, samplesFrom } from '../samples/samples.js'
import { NIFTI_TYPES, OTHER_TYPES } from './datatypes.js'
import { niftiGrid } from './geometry.js'
import { type NiftiHeader, niftiVersion, parseNiftiHeader } from './header.js'

/**
 * NIfTI of version 1 and 2: `.nii`, `.nii.gz`, or a pair of `.hdr` and `.img`. A fourth axis becomes
 * channels; whole numbers of 64 bits become float64.
 */
export const niftiReader: FormatReader = {
  name: 'nifti',
  partners: ({ name }) => {
    const base = /^(.*)\.hdr(\.gz)?$/i.exec(name)?.[1]
    return base === undefined ? [] : ['.img', '.img.gz'].map((ending) => base + ending)
  },
  matches: (head, name) =>
    /\.(nii|hdr|img)(\.gz)?$/i.test(name) ||
    (niftiVersion(head) !== undefined && /^n[i+][12]/.test(magicOf(head))),
  read: async (files, { signal } = {}) => {
    signal?.throwIfAborted()
    const { header, image } = pair(files)
    const packed = isGzip(header.bytes)
    const bytes = packed
      ? await inflate(header.name, header.bytes, {
          wanted: (head) => wantedBytes(header.name, head),
          signal,
        })
      : header.bytes
    const parsed = parseNiftiHeader(header.name, bytes)
    if (image === header) return scanOf(header.name, parsed, bytes, true)
    const wanted = () => layout(image.name, parsed).end
    const samples = isGzip(image.bytes)
      ? await inflate(image.name, image.bytes, { wanted, signal })
      : image.bytes
    return scanOf(image.name, parsed, samples)
  },
}

const magicOf = (head: Uint8Array): string =>
  String.fromCharCode(...head.subarray(344, 348)).trim() ||
  String.fromCharCode(...head.subarray(4, 8))

function pair(files: readonly NamedFile[]): { header: NamedFile; image: NamedFile } {
  const [first] = files
  if (first === undefined || files.length > 2)
    return failFile(
      amount(files.length, 'file'),
      'are no NIfTI: give one, or a pair of .hdr and .img.',
    )
  const find = (ending: RegExp) => files.find(({ name }) => ending.test(name))
  const [header, image] = [find(/\.hdr(\.gz)?$/i), find(/\.img(\.gz)?$/i)]
  if (header && image) return { header, image }
  if (files.length === 1 && !header && !image) return { header: first, image: first }
  return failFile(first.name, 'is half of a pair: give both, .hdr and .img.')
}

interface Layout {
  readonly start: number
  readonly end: number
  readonly size: readonly [number, number, number]
  readonly volumes: number
}

/** @param alone Whether header and samples are one file. */
function layout(name: string, header: NiftiHeader, alone = false): Layout {
  const axes = header.dim[0] ?? 0
  if (!(axes >= 1 && axes <= 7))
    failFile(name, `has ${amount(axes, 'axis', 'axes')}: it must have 1 to 7.`)
  const lengths = Array.from({ length: 7 }, (_, i) => (i < axes ? (header.dim[i + 1] ?? 0) : 1))
  const [columns = 0, rows = 0, slices = 0, ...more] = lengths
  const { sample, channels } = typeOf(name, header)
  const count = countSamples(name, [...lengths, channels])
  const bits = 8 * bytesPerSample(sample) * channels
  if (header.bitpix !== bits)
    failFile(
      name,
      `says ${amount(header.bitpix, 'bit')} a voxel, but its datatype has ${bits}: one of both is wrong. Save it anew.`,
    )
  const start = header.voxOffset
  if (!Number.isSafeInteger(start) || start < 0)
    failFile(name, `has its samples at byte ${start}: that is no place in a file.`)
  const length = header.version === 1 ? 348 : 540
  if (alone && start < length)
    failFile(
      name,
      `has its samples at byte ${start}, within its own header: its vox_offset must be ${length + 4}. Save it anew.`,
    )
  const volumes = more.reduce((product, length) => product * length, 1)
  return {
    start,
    end: start + count * bytesPerSample(sample),
    size: [columns, rows, slices],
    volumes,
  }
}

const wantedBytes = (name: string, head: Uint8Array): number => {
  const header = parseNiftiHeader(name, head)
  return header.voxOffset > 0 ? layout(name, header).end : head.length
}

const typeOf = (name: string, { datatype }: NiftiHeader) =>
  NIFTI_TYPES.get(datatype) ??
  failFile(
    name,
    `holds ${OTHER_TYPES[datatype] ?? `the unknown datatype ${datatype}`}: store whole or real numbers.`,
  )

function scanOf(name: string, header: NiftiHeader, bytes: Uint8Array, alone = false): Scan {
  const { start, end, size, volumes } = layout(name, header, alone)
  const { sample, channels } = typeOf(name, header)
  if (channels > 1 && volumes > 1) failFile(name, 'holds colours along a fourth axis: split it.')
  const samples = sliceOf(name, bytes, start, end - start)
  const { grid, notes } = niftiGrid(name, header, size)
  const { slope, intercept } = header
  // 0 says that there is none, and nibabel writes NaN for it
  const rescaled = channels === 1 && !Number.isNaN(slope) && slope !== 0
  if (rescaled && !(Number.isFinite(slope) && Number.isFinite(intercept)))
    failFile(
      name,
      `has scl_slope ${slope} and scl_inter ${intercept}: both must be finite. Mend the header.`,
    )
  return {
    data: interleave(samplesFrom(name, samples, sample, header.littleEndian), volumes),
    grid,
    channels: channels * volumes,
    ...(channels === 3 && { colour: true }),
    ...(rescaled && (slope !== 1 || intercept !== 0) && { rescale: { slope, intercept } }),
    notes: volumes > 1 ? [...notes, `its ${volumes} volumes were read as channels.`] : notes,
  }
}
