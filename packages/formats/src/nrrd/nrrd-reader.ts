import { amount } from '@spad/core'
import type { NamedFile, ReadOptions, Scan, ScanData } from '@spad/core'
import { failFile } from '../file-error.js'
import { inflate } from '../gzip/inflate.js'
import { countSamples, sliceOf } from '../limits.js'
import type { FormatReader } from '../format-reader.js'
import { bytesPerSample, interleave, samplesFrom, type SampleType } from '../samples/samples.js'
import { textSamples } from '../text-header.js'
import { nrrdAxes, nrrdGrid } from './geometry.js'
import { isNrrd, type NrrdHeader, nrrdType, parseNrrdHeader, sizesOf } from './header.js'

/**
 * NRRD: raw, gzip, bzip2 or text, in one file or as a header (`.nhdr`) and the file that it names. An
 * axis that lists becomes channels, so the layers of Slicer's `.seg.nrrd` do.
 */
export const nrrdReader: FormatReader = {
  name: 'nrrd',
  partners: ({ name, bytes }) => {
    const other = isNrrd(bytes) ? detachedName(parseNrrdHeader(name, bytes)) : undefined
    return other === undefined ? [] : [baseName(other)]
  },
  matches: (head) => isNrrd(head),
  read: async (files, options) => (await readNrrd(files, options)).scan,
}

/** A NRRD with its header, whose pairs may name segments. */
export async function readNrrd(
  files: readonly NamedFile[],
  { signal }: ReadOptions = {},
): Promise<{ scan: Scan; header: NrrdHeader }> {
  signal?.throwIfAborted()
  const file =
    files.find(({ bytes }) => isNrrd(bytes)) ??
    failFile(files[0]?.name ?? 'no file', 'holds no NRRD header.')
  const header = parseNrrdHeader(file.name, file.bytes)
  const sizes = sizesOf(file.name, header)
  const count = countSamples(file.name, sizes)
  const axes = nrrdAxes(file.name, header, sizes)
  const { channels, place, colour } = axes
  const { grid, notes } = nrrdGrid(file.name, header, axes)
  const data = await samplesOf(file.name, header, packedSamples(file, header, files), count, signal)
  return {
    header,
    scan: {
      data: place === 'last' ? interleave(data, channels) : data,
      grid,
      channels,
      ...(colour && { colour }),
      notes,
    },
  }
}

const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path

/** The name of the file that holds the samples of a detached header. */
function detachedName({ fields }: NrrdHeader): string | undefined {
  return fields.get('data file') ?? fields.get('datafile')
}

function packedSamples(
  file: NamedFile,
  header: NrrdHeader,
  files: readonly NamedFile[],
): Uint8Array {
  const named = detachedName(header)
  if (named === undefined) return skipLines(file.name, file.bytes.subarray(header.end), header)
  if (/^LIST|%/.test(named))
    failFile(file.name, 'spreads its samples over files: store them in one.')
  const base = baseName(named)
  const other = files.find(({ name }) => name === base)
  if (!other) return failFile(file.name, `has its samples in \`${named}\`: give that file too.`)
  return skipLines(other.name, other.bytes, header)
}

function skipLines(name: string, bytes: Uint8Array, { fields }: NrrdHeader): Uint8Array {
  const said = fields.get('line skip') ?? fields.get('lineskip') ?? '0'
  const lines = Number(said)
  if (!Number.isSafeInteger(lines) || lines < 0)
    failFile(name, `has \`line skip\` ${said}: it must be a whole number of lines.`)
  let start = 0
  for (let line = 0; line < lines; line++) {
    const end = bytes.indexOf(10, start)
    if (end < 0) return failFile(name, `has fewer than the ${amount(lines, 'line')} to be skipped.`)
    start = end + 1
  }
  return bytes.subarray(start)
}

async function samplesOf(
  name: string,
  header: NrrdHeader,
  packed: Uint8Array,
  count: number,
  signal?: AbortSignal,
): Promise<ScanData> {
  const type = nrrdType(name, header)
  const encoding = (header.fields.get('encoding') ?? 'raw').toLowerCase()
  if (['ascii', 'text', 'txt'].includes(encoding)) {
    const samples = textSamples(name, packed.subarray(bytesToSkip(name, header)), count)
    return type === 'float64' || type.endsWith('64') ? samples : typed(name, type, samples)
  }
  const length = count * bytesPerSample(type)
  const skip = bytesToSkip(name, header)
  const bytes = await unpack(name, encoding, packed, length + Math.max(0, skip), signal)
  const samples = sliceOf(name, bytes, skip === -1 ? bytes.length - length : skip, length)
  return samplesFrom(name, samples, type, isLittle(name, header, type))
}

/** −1 says that the samples are the last of the file. */
function bytesToSkip(name: string, { fields }: NrrdHeader): number {
  const skip = Number(fields.get('byte skip') ?? fields.get('byteskip') ?? 0)
  const encoding = fields.get('encoding')?.toLowerCase() ?? 'raw'
  if (!Number.isSafeInteger(skip) || skip < (encoding === 'raw' ? -1 : 0))
    failFile(
      name,
      `has \`byte skip\` ${skip}: it must be a whole number of bytes, or −1 for the last ones of raw samples.`,
    )
  return skip
}

function isLittle(name: string, { fields }: NrrdHeader, type: SampleType): boolean {
  const endian = fields.get('endian')?.toLowerCase()
  if (endian === 'little' || endian === 'big') return endian === 'little'
  if (endian === undefined && bytesPerSample(type) === 1) return true
  return failFile(
    name,
    `has ${endian === undefined ? 'no `endian`' : `\`endian\` ${endian}`} for numbers of ${bytesPerSample(type)} bytes: it must be little or big.`,
  )
}

function typed(name: string, type: string, samples: Float64Array): ScanData {
  const Typed = {
    uint8: Uint8Array,
    int8: Int8Array,
    uint16: Uint16Array,
    int16: Int16Array,
    uint32: Uint32Array,
    int32: Int32Array,
    float32: Float32Array,
  }[type]
  if (!Typed) return failFile(name, `has text for \`${type}\`.`)
  const result = Typed.from(samples)
  if (type !== 'float32' && !result.every((value, index) => value === samples[index]))
    failFile(name, `has numbers that are no ${type}.`)
  return result
}

async function unpack(
  name: string,
  encoding: string,
  packed: Uint8Array,
  wanted: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (encoding === 'raw') return packed
  if (encoding === 'gzip' || encoding === 'gz')
    return inflate(name, packed, { wanted: () => wanted, signal })
  if (encoding === 'bzip2' || encoding === 'bz2') {
    const { bunzip2 } = await import('../bzip2/bunzip2.js')
    return bunzip2(name, packed, wanted)
  }
  return failFile(name, `is encoded as \`${encoding}\`: raw, gzip, bzip2 and text are read.`)
}
