/** Codes by their length (ISO 10918-1, annex C and F.2.2.3). */
export interface HuffmanTable {
  readonly values: Uint8Array
  /** For every length from 1 to 16: the largest code, −1 if there is none. */
  readonly largest: Int32Array
  /** What to add to a code to find its value. */
  readonly shift: Int32Array
}

export function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const largest = new Int32Array(17).fill(-1)
  const shift = new Int32Array(17)
  let code = 0
  let index = 0
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1] ?? 0
    shift[length] = index - code
    index += count
    code += count
    if (count > 0) largest[length] = code - 1
    code <<= 1
  }
  return { values, largest, shift }
}

/** A place in a scan's bits. */
export interface BitReader {
  readonly bytes: Uint8Array
  at: number
  buffer: number
  count: number
}

/** @throws RangeError at the end. */
function readBit(bits: BitReader): number {
  if (bits.count === 0) {
    if (bits.at >= bits.bytes.length) throw new RangeError('end')
    bits.buffer = bits.bytes[bits.at++] ?? 0
    // a byte of 255 is followed by a 0 that is none of the data
    if (bits.buffer === 255) bits.at++
    bits.count = 8
  }
  bits.count--
  return (bits.buffer >> bits.count) & 1
}

export function readBits(bits: BitReader, count: number): number {
  let value = 0
  for (let i = 0; i < count; i++) value = 2 * value + readBit(bits)
  return value
}

/** @throws RangeError if no code fits. */
export function readCode(bits: BitReader, { values, largest, shift }: HuffmanTable): number {
  let code = 0
  for (let length = 1; length <= 16; length++) {
    code = 2 * code + readBit(bits)
    if (code <= (largest[length] ?? -1)) return values[code + (shift[length] ?? 0)] ?? 0
  }
  throw new RangeError('code')
}
