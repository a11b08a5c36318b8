import { damaged } from '../png/picture-fault.js'

/**
 * Decodes a block of Apple's PackBits, up to `size` bytes.
 *
 * Source: TIFF Revision 6.0, section 9.
 *
 * @throws PictureFault if it ends early.
 */
export function decodePackBits(bytes: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(size)
  let at = 0
  for (let i = 0; at < size;) {
    if (i >= bytes.length) damaged('a compressed block ends early')
    const head = bytes[i++] ?? 0
    if (head === 128) continue
    const count = Math.min(head < 128 ? head + 1 : 257 - head, size - at)
    if (head > 128) result.fill(bytes[i++] ?? 0, at, at + count)
    else {
      result.set(bytes.subarray(i, i + count), at)
      i += count
    }
    at += count
  }
  return result
}
