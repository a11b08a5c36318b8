import type { Bits } from './bit-reader.js'

const LONGEST = 20

/** Decodes the next symbol. @throws RangeError if no code fits. */
export type ReadSymbol = () => number

/** Canonical codes from the length of every symbol's. */
export function readerOfCodes(bits: Bits, lengths: Uint8Array): ReadSymbol {
  const sorted: number[] = []
  const limit = new Int32Array(LONGEST + 2).fill(-1)
  const base = new Int32Array(LONGEST + 2)
  let code = 0
  for (let length = 1; length <= LONGEST; length++) {
    base[length] = sorted.length - code
    lengths.forEach((each, symbol) => {
      if (each === length) sorted.push(symbol)
    })
    code = sorted.length - (base[length] ?? 0)
    limit[length] = code - 1
    code *= 2
  }
  return () => {
    let value = 0
    for (let length = 1; length <= LONGEST; length++) {
      value = 2 * value + bits.read(1)
      if (value <= (limit[length] ?? -1)) {
        const symbol = sorted[value + (base[length] ?? 0)]
        if (symbol !== undefined) return symbol
      }
    }
    throw new RangeError('code')
  }
}

/** The lengths of codes, each told as a difference from the one before. */
export function readLengths(bits: Bits, symbols: number): Uint8Array {
  const lengths = new Uint8Array(symbols)
  let length = bits.read(5)
  for (let symbol = 0; symbol < symbols; symbol++) {
    while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1
    if (length < 1 || length > LONGEST) throw new RangeError('length')
    lengths[symbol] = length
  }
  return lengths
}
