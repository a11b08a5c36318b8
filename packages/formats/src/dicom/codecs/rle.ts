import { amount } from '@spad/core'
import { failFile } from '../../file-error.js'
import type { Codec } from './codec.js'

/** RLE, a segment for every byte of every sample, the highest byte first (DICOM PS3.5, annex G). */
export const rle: Codec = ({ name, bytes, columns, rows, samples, bitsAllocated }) => {
  const pixels = columns * rows
  const width = bitsAllocated / 8
  // two bytes make 128 at most
  if (pixels * samples * width > 64 * bytes.length)
    failFile(name, 'has an RLE frame that is cut short.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const segments = samples * width
  if (bytes.length < 64 || view.getUint32(0, true) !== segments)
    failFile(
      name,
      `has an RLE frame without the ${amount(segments, 'segment')} that its pixels need.`,
    )
  const result = new Uint8Array(pixels * segments)
  for (let segment = 0; segment < segments; segment++) {
    const start = view.getUint32(4 + 4 * segment, true)
    const end = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : bytes.length
    const sample = Math.floor(segment / width)
    const place = sample * width + (width - 1 - (segment % width))
    const count = unpackBits(bytes.subarray(start, end), result, place, segments)
    if (count !== pixels)
      failFile(name, `has an RLE segment of ${amount(count, 'byte')} for ${pixels} pixels.`)
  }
  return { bytes: result, bits: bitsAllocated, rgb: false }
}

/** Writes to every `step`th byte from `place` on, and tells how many. */
function unpackBits(bytes: Uint8Array, result: Uint8Array, place: number, step: number): number {
  const start = place
  let at = 0
  while (at < bytes.length && place < result.length) {
    const count = bytes[at++] ?? 128
    if (count < 128)
      for (let i = 0; i <= count && at < bytes.length && place < result.length; i++, place += step)
        result[place] = bytes[at++] ?? 0
    else if (count > 128) {
      const value = bytes[at++] ?? 0
      for (let i = count; i <= 256 && place < result.length; i++, place += step)
        result[place] = value
    }
  }
  return (place - start) / step
}
