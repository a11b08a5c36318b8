import { damaged } from '../png/picture-fault.js'

const CLEAR = 256
const END = 257

/**
 * Decodes a block of TIFF's LZW, up to `size` bytes; what comes behind is left.
 *
 * Source: TIFF Revision 6.0, section 13.
 *
 * @throws PictureFault if it ends early or holds a code that stands for nothing yet.
 */
export function decodeLzw(bytes: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(size)
  // where in `result` each code's string lies
  const from = new Uint32Array(4096)
  const length = new Uint16Array(4096)
  let next = 258
  let last = -1
  let lastAt = 0
  let at = 0
  let width: number
  for (let bit = 0; at < size; bit += width) {
    width = last < 0 ? 9 : widthFor(next)
    if (bit + width > bytes.length * 8) damaged('a compressed block ends early')
    const code = readCode(bytes, bit, width)
    if (code === END) damaged('a compressed block ends early')
    if (code === CLEAR) {
      next = 258
      last = -1
      continue
    }
    if (code > next || (last < 0 && code > 255)) damaged('a compressed block is broken')
    const start = at
    if (last >= 0 && next < 4096) {
      // the last string and the byte behind it, which is where this one begins
      from[next] = lastAt
      length[next] = (last < 256 ? 1 : (length[last] ?? 0)) + 1
      next++
    }
    if (code < 256) result[at++] = code
    else {
      const source = from[code] ?? 0
      const end = Math.min(size, at + (length[code] ?? 0))
      for (let i = source; at < end;) result[at++] = result[i++] ?? 0
    }
    last = code
    lastAt = start
  }
  return result
}

/** A code is as wide as the one that is made with it needs. */
function widthFor(next: number): number {
  return next > 2046 ? 12 : next > 1022 ? 11 : next > 510 ? 10 : 9
}

function readCode(bytes: Uint8Array, bit: number, width: number): number {
  const at = bit >> 3
  const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
  return (word >> (24 - (bit & 7) - width)) & ((1 << width) - 1)
}
