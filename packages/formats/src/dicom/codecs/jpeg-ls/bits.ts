/** The bits of a scan; after a byte of ones the next byte has seven (ISO 14495-1, A.1). */
export class Bits {
  #current = 0
  #left = 0
  #last = 0

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  /** @throws RangeError where the scan is at its end. */
  bit(): number {
    if (this.#left === 0) this.#next()
    this.#left--
    return (this.#current >> this.#left) & 1
  }

  /** A number of `count` bits, at most 16. */
  number(count: number): number {
    let value = 0
    for (let missing = count; missing > 0;) {
      if (this.#left === 0) this.#next()
      const taken = Math.min(missing, this.#left)
      this.#left -= taken
      value = (value << taken) | ((this.#current >> this.#left) & ((1 << taken) - 1))
      missing -= taken
    }
    return value
  }

  /** Zeros before the next one, which is passed over. @throws RangeError if there are more than `most`. */
  zeros(most: number): number {
    let count = 0
    while (this.bit() === 0) if (++count > most) throw new RangeError('zeros')
    return count
  }

  /** Where the marker after the scan is looked for. */
  get end(): number {
    return this.at
  }

  #next(): void {
    const byte = this.bytes[this.at]
    if (byte === undefined || (this.#last === 0xff && byte > 0x7f)) throw new RangeError('end')
    this.#left = this.#last === 0xff ? 7 : 8
    this.#current = byte
    this.#last = byte
    this.at++
  }
}
