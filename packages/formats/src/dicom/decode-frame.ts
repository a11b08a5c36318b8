import { amount } from '@spad/core'
import type { ScanData } from '@spad/core'
import { failFile } from '../file-error.js'
import { sliceOf } from '../limits.js'
import { bytesPerSample, samplesFrom, type SampleType } from '../samples/samples.js'
import type { CodecContext } from './codecs/codec.js'
import { decodeCompressed } from './codecs/codecs.js'
import { from422, fromPlanes, ybrToRgb } from './colour.js'
import { valueBytes } from './elements.js'
import { encapsulatedFrames } from './frames.js'
import { lookUp, type LookupTable, lookupTable } from './lookup-table.js'
import type { DicomFile } from './parse.js'
import type { PixelFormat } from './pixel-format.js'

/** Decodes the frames of one file, each when it is asked for. */
export interface FrameSource {
  /** Samples of one frame as they are to be stored in a scan. */
  frame(index: number): Promise<ScanData>
}

/** What decodes a file's frames; where they lie in it is checked before any is decoded. */
export function frameSource(
  file: DicomFile,
  format: PixelFormat,
  context: CodecContext,
): FrameSource {
  const read = file.data.elements[format.tag]?.encapsulatedPixelData
    ? compressedFrames(file, format, context)
    : plainFrames(file, format)
  const finish = tablesOf(file, format)
  return { frame: async (index) => finish(await read(index)) }
}

type ReadFrame = (index: number) => ScanData | Promise<ScanData>

function plainFrames(file: DicomFile, format: PixelFormat): ReadFrame {
  const { columns, rows, samples, frames, type, littleEndian } = format
  const subsampled = format.photometric === 'YBR_FULL_422'
  if (subsampled && columns % 2 === 1) failFile(file.name, 'has 4:2:2 colours in an odd width.')
  const pixels = columns * rows * (subsampled ? 2 : samples)
  const length = pixels * bytesPerSample(type)
  const bytes = valueBytes(file.data, format.tag) ?? new Uint8Array(0)
  // padding is less than a frame: more says that the header is of other pixels
  if (bytes.length >= length * frames + Math.max(2, length))
    failFile(
      file.name,
      `has ${amount(bytes.length, 'byte')} of pixels, where its size, bits and frames ask for ${length * frames}: mend its header.`,
    )
  const all = sliceOf(file.name, unswapped(file, format, bytes), 0, length * frames)
  return (index) => {
    const part = all.subarray(index * length, (index + 1) * length)
    if (subsampled) return coloured(from422(part), format, false)
    return colouredOrGrey(samplesFrom(file.name, part, type, littleEndian), format, false)
  }
}

/** Samples of 8 bits that are written as words (OW) of the higher byte first stand in pairs the wrong way round. */
function unswapped(
  { data }: DicomFile,
  { tag, bitsAllocated, littleEndian }: PixelFormat,
  bytes: Uint8Array,
) {
  if (littleEndian || bitsAllocated !== 8 || data.elements[tag]?.vr !== 'OW') return bytes
  return bytes.map((_, i) => bytes[i ^ 1] ?? 0)
}

function compressedFrames(file: DicomFile, format: PixelFormat, context: CodecContext): ReadFrame {
  const { name, syntax } = file
  const pieces = encapsulatedFrames(file, format.frames)
  const { columns, rows, samples, bitsAllocated, photometric } = format
  return async (index) => {
    const bytes = pieces[index] ?? failFile(name, `has no frame ${index + 1}.`)
    const frame = { name, bytes, columns, rows, samples, bitsAllocated, photometric }
    const decoded = await decodeCompressed(syntax, frame, context)
    if (decoded.bits > bitsAllocated)
      return failFile(name, `has a compressed frame of ${decoded.bits} bits in ${bitsAllocated}.`)
    const length = (columns * rows * samples * decoded.bits) / 8
    const stored = sliceOf(name, decoded.bytes, 0, length)
    const type: SampleType =
      format.type.startsWith('float') || decoded.bits === bitsAllocated
        ? format.type
        : narrow(format)
    const exact = samplesFrom(name, stored, type, true)
    return colouredOrGrey(
      widened(exact, format.type),
      { ...format, planar: decoded.planar ?? false },
      decoded.rgb,
    )
  }
}

const narrow = ({ signed }: PixelFormat): SampleType => (signed ? 'int8' : 'uint8')

/** Samples that a codec gave in fewer bits than the file sets aside. */
function widened(samples: ScanData, type: SampleType): ScanData {
  if (samples.BYTES_PER_ELEMENT === bytesPerSample(type)) return samples
  return type === 'int16' ? Int16Array.from(samples) : Uint16Array.from(samples)
}

function colouredOrGrey(samples: ScanData, format: PixelFormat, rgb: boolean): ScanData {
  if (format.samples === 3) return coloured(samples, format, rgb)
  trim(samples, format)
  return samples
}

function coloured(samples: ScanData, format: PixelFormat, rgb: boolean): ScanData {
  if (!(samples instanceof Uint8Array) && !(samples instanceof Uint16Array)) return samples
  const together = format.planar ? fromPlanes(samples) : samples
  if (!rgb && format.photometric.startsWith('YBR') && together instanceof Uint8Array)
    ybrToRgb(together)
  return together
}

/** Bits above those stored are none of the number: the sign is carried on, others are cleared. */
function trim(samples: ScanData, { bitsAllocated, bitsStored, signed }: PixelFormat): void {
  if (
    bitsStored === bitsAllocated ||
    samples instanceof Float32Array ||
    samples instanceof Float64Array
  )
    return
  const shift = 32 - bitsStored
  if (signed) for (let i = 0; i < samples.length; i++) samples[i] = (samples[i]! << shift) >> shift
  else if (hasBitsAbove(samples, bitsStored))
    for (let i = 0; i < samples.length; i++) samples[i] = (samples[i]! << shift) >>> shift
}

/** Whether a number has more bits than are stored: seldom, and looking is sooner done than clearing. */
function hasBitsAbove(samples: ScanData, bitsStored: number): boolean {
  let all = 0
  // two at a time: `for (… of …)` takes three times as long
  for (let i = 0; i < samples.length; i += 2) all |= samples[i]! | samples[i + 1]!
  return all >>> bitsStored !== 0
}

function tablesOf(file: DicomFile, format: PixelFormat): (samples: ScanData) => ScanData {
  const { name, data } = file
  const { signed, littleEndian } = format
  const table = (from: typeof data, descriptor: string, values: string): LookupTable =>
    lookupTable(name, from, { descriptor, data: values }, signed, littleEndian)
  if (format.photometric === 'PALETTE COLOR') {
    const values = data.elements.x00281221 ? 'x0028122' : 'x0028120'
    const palette = ['1', '2', '3'].map((c) => table(data, `x0028110${c}`, values + c))
    return (samples) => lookUp(samples, palette)
  }
  const [modality] = data.elements.x00283000?.items ?? []
  if (!modality?.dataSet) return (samples) => samples
  const values = [table(modality.dataSet, 'x00283002', 'x00283006')]
  return (samples) => lookUp(samples, values)
}
