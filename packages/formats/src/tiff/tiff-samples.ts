import { float16Value } from '@spad/core'
import { unsupported } from '../png/picture-fault.js'
import type { TiffHeader } from './tiff-header.js'

/** Reads the sample of a place, counted from the row's first, in a row that begins at a byte. */
export type SampleReader = (view: DataView, row: number, place: number) => number

/**
 * How the samples of a picture are read.
 *
 * @throws PictureFault if they have a size that is not read.
 */
export function sampleReader({ type, bits, littleEndian: le }: TiffHeader): SampleReader {
  const readers: Readonly<Record<string, SampleReader>> = {
    unsigned8: (v, row, i) => v.getUint8(row + i),
    unsigned16: (v, row, i) => v.getUint16(row + 2 * i, le),
    unsigned32: (v, row, i) => v.getUint32(row + 4 * i, le),
    unsigned64: (v, row, i) => Number(v.getBigUint64(row + 8 * i, le)),
    signed8: (v, row, i) => v.getInt8(row + i),
    signed16: (v, row, i) => v.getInt16(row + 2 * i, le),
    signed32: (v, row, i) => v.getInt32(row + 4 * i, le),
    signed64: (v, row, i) => Number(v.getBigInt64(row + 8 * i, le)),
    float16: (v, row, i) => float16Value(v.getUint16(row + 2 * i, le)),
    float32: (v, row, i) => v.getFloat32(row + 4 * i, le),
    float64: (v, row, i) => v.getFloat64(row + 8 * i, le),
  }
  const reader = readers[`${type}${bits}`]
  if (reader) return reader
  if (type === 'unsigned' && bits < 16) return packed(bits)
  return unsupported(`its samples are ${type} numbers of ${bits} bits`)
}

/** Numbers of fewer than 16 bits without a gap, the highest bit first, whatever the order of bytes. */
function packed(bits: number): SampleReader {
  const mask = (1 << bits) - 1
  return (view, row, place) => {
    const bit = place * bits
    const first = row + (bit >> 3)
    const beyond = (bit & 7) + bits
    let value = view.getUint8(first)
    for (let byte = 1; byte * 8 < beyond; byte++) value = (value << 8) | view.getUint8(first + byte)
    return (value >> (8 * Math.ceil(beyond / 8) - beyond)) & mask
  }
}

/** Undoes differences to the pixel on the left, in rows of 8, 16, 32 or 64 bits, in place. */
export function undoPredictor(
  bytes: Uint8Array,
  { bits, littleEndian: le }: Pick<TiffHeader, 'bits' | 'littleEndian'>,
  { stride, samples, row }: { stride: number; samples: number; row: number },
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = bits >> 3
  for (let at = row + samples * size; at < row + stride; at += size) {
    const left = at - samples * size
    if (bits === 8) bytes[at] = bytes[at]! + bytes[left]!
    else if (bits === 16) view.setUint16(at, view.getUint16(at, le) + view.getUint16(left, le), le)
    else if (bits === 32) view.setUint32(at, view.getUint32(at, le) + view.getUint32(left, le), le)
    else if (bits === 64)
      view.setBigUint64(at, view.getBigUint64(at, le) + view.getBigUint64(left, le), le)
    else unsupported(`its samples of ${bits} bits are stored as differences`)
  }
}

/**
 * Undoes differences of floats, in place: a row holds the first byte of each number, the highest, then the second of
 * each, and so on, every byte as the difference to that of the pixel on the left.
 *
 * Source: Adobe Photoshop TIFF Technical Note 3, 2005.
 */
export function undoFloats(
  bytes: Uint8Array,
  { bits, littleEndian }: Pick<TiffHeader, 'bits' | 'littleEndian'>,
  { stride, samples, row }: { stride: number; samples: number; row: number },
): void {
  const size = bits >> 3
  for (let at = row + samples; at < row + stride; at++)
    bytes[at] = bytes[at]! + bytes[at - samples]!
  const apart = bytes.slice(row, row + stride)
  const count = stride / size
  for (let i = 0; i < count; i++)
    for (let byte = 0; byte < size; byte++)
      bytes[row + i * size + (littleEndian ? size - 1 - byte : byte)] = apart[byte * count + i]!
}
