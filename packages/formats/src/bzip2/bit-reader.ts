/** Bits from the most significant on. */
export interface Bits {
  /** Up to 24 bits as a number. @throws RangeError at the end. */
  read(count: number): number
}

export function bitsOf(bytes: Uint8Array): Bits {
  let at = 0
  let buffer = 0
  let count = 0
  return {
    read(wanted) {
      while (count < wanted) {
        if (at >= bytes.length) throw new RangeError('end')
        buffer = ((buffer << 8) | (bytes[at++] ?? 0)) >>> 0
        count += 8
      }
      count -= wanted
      const value = (buffer >>> count) & (2 ** wanted - 1)
      buffer &= 2 ** count - 1
      return value
    },
  }
}
