import { huffmanTable } from '../huffman.js'

/** Codes of Huffman's kind, those of up to 8 bits in one look. */
export interface Codes {
  /** By the next 8 bits: the code's length × 256 + its value, 0 where it is longer. */
  readonly short: Uint16Array
  readonly long: ReturnType<typeof huffmanTable>
}

export function codesOf(counts: Uint8Array, values: Uint8Array): Codes {
  const long = huffmanTable(counts, values)
  const short = new Uint16Array(256)
  let code = 0
  let index = 0
  for (let length = 1; length <= 8; length++, code <<= 1)
    for (let k = 0; k < (counts[length - 1] ?? 0); k++, code++, index++)
      short.fill(
        length * 256 + (values[index] ?? 0),
        code << (8 - length),
        (code + 1) << (8 - length),
      )
  return { short, long }
}

/** Reads a scan's differences (ISO 10918-1, F.2.2 and H.1.2.2). It stops at a marker. */
export class CodeReader {
  #buffer = 0
  #count = 0
  /** Bits of the buffer that are behind the scan's end. */
  #beyond = 0

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  /** Where the bytes that are not read yet begin. */
  get end(): number {
    return this.at
  }

  /** @throws RangeError at the scan's end, and where no code fits. */
  difference(codes: Codes): number {
    this.#fill()
    const look = codes.short[(this.#buffer >>> (this.#count - 8)) & 255]!
    if (look !== 0) this.#count -= look >> 8
    const size = look !== 0 ? look & 255 : this.#longer(codes)
    if (size > 16) throw new RangeError('size')
    if (size === 16) return 32768
    if (size === 0) return this.#checked(0)
    this.#fill()
    this.#count -= size
    const value = (this.#buffer >>> this.#count) & ((1 << size) - 1)
    return this.#checked(value < 1 << (size - 1) ? value - (1 << size) + 1 : value)
  }

  /** Goes behind the restart marker that stands here. @throws RangeError if none does. */
  restart(): void {
    while (this.bytes[this.at + 1] === 0xff) this.at++
    if (this.bytes[this.at] !== 0xff || ((this.bytes[this.at + 1] ?? 0) & 0xf8) !== 0xd0)
      throw new RangeError('restart')
    this.at += 2
    this.#buffer = this.#count = this.#beyond = 0
  }

  #checked(difference: number): number {
    if (this.#count < this.#beyond) throw new RangeError('end')
    return difference
  }

  #longer({ long: { values, largest, shift } }: Codes): number {
    for (let length = 9; length <= 16; length++) {
      const code = (this.#buffer >>> (this.#count - length)) & ((1 << length) - 1)
      if (code > largest[length]!) continue
      this.#count -= length
      return values[code + shift[length]!] ?? 255
    }
    throw new RangeError('code')
  }

  /** Takes bytes until there are 25 bits at least; zeros behind the end. */
  #fill(): void {
    while (this.#count <= 24) {
      const byte = this.bytes[this.at]
      // a byte of 255 is followed by a 0 that is none of the data
      const inside = byte !== undefined && (byte !== 255 || this.bytes[this.at + 1] === 0)
      if (inside) this.at += byte === 255 ? 2 : 1
      else this.#beyond += 8
      this.#buffer = (this.#buffer << 8) | (inside ? byte : 0)
      this.#count += 8
    }
  }
}
