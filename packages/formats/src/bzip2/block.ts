import type { Bits } from './bit-reader.js'
import { readerOfCodes, readLengths, type ReadSymbol } from './huffman.js'

const GROUP = 50

/** The bytes of one block, before runs are expanded (bzip2 1.0.8, `decompress.c`). */
export function readBlock(bits: Bits, most: number): Uint8Array {
  if (bits.read(1) === 1) throw new RangeError('randomised')
  const origin = bits.read(24)
  const used = readUsed(bits)
  const { selectors, readers } = readTables(bits, used.length + 2)
  const moved = new Uint8Array(most)
  const order = [...used]
  const end = used.length + 1
  let length = 0
  let run = 0
  let weight = 1
  const put = (byte: number, count: number) => {
    if (length + count > most) throw new RangeError('block')
    moved.fill(byte, length, length + count)
    length += count
  }
  for (let symbols = 0; ; symbols++) {
    const read = readers[selectors[Math.floor(symbols / GROUP)] ?? -1]
    if (!read) throw new RangeError('selector')
    const symbol = read()
    if (symbol <= 1) {
      run += weight * (symbol + 1)
      weight *= 2
      if (run > most) throw new RangeError('run')
      continue
    }
    put(order[0] ?? 0, run)
    run = 0
    weight = 1
    if (symbol === end) break
    const [byte = 0] = order.splice(symbol - 1, 1)
    order.unshift(byte)
    put(byte, 1)
  }
  return inverseBurrowsWheeler(moved.subarray(0, length), origin)
}

/** Which bytes occur: sixteen ranges, then those of the ranges that do. */
function readUsed(bits: Bits): number[] {
  const ranges = bits.read(16)
  const used: number[] = []
  for (let range = 0; range < 16; range++) {
    if (((ranges >> (15 - range)) & 1) === 0) continue
    const map = bits.read(16)
    for (let i = 0; i < 16; i++) if (((map >> (15 - i)) & 1) === 1) used.push(16 * range + i)
  }
  if (used.length === 0) throw new RangeError('symbols')
  return used
}

function readTables(bits: Bits, symbols: number): { selectors: Uint8Array; readers: ReadSymbol[] } {
  const groups = bits.read(3)
  const count = bits.read(15)
  if (groups < 2 || groups > 6 || count < 1) throw new RangeError('groups')
  const order = Array.from({ length: groups }, (_, index) => index)
  const selectors = Uint8Array.from({ length: count }, () => {
    let place = 0
    while (bits.read(1) === 1) if (++place >= groups) throw new RangeError('selector')
    const [group = 0] = order.splice(place, 1)
    order.unshift(group)
    return group
  })
  const readers = order.map(() => readerOfCodes(bits, readLengths(bits, symbols)))
  return { selectors, readers }
}

function inverseBurrowsWheeler(last: Uint8Array, origin: number): Uint8Array {
  if (origin >= last.length) throw new RangeError('origin')
  const starts = new Uint32Array(257)
  for (const byte of last) starts[byte + 1] = (starts[byte + 1] ?? 0) + 1
  for (let byte = 0; byte < 256; byte++)
    starts[byte + 1] = (starts[byte + 1] ?? 0) + (starts[byte] ?? 0)
  const next = new Uint32Array(last.length)
  last.forEach((byte, index) => {
    const place = starts[byte] ?? 0
    starts[byte] = place + 1
    next[place] = index
  })
  const result = new Uint8Array(last.length)
  let at = next[origin] ?? 0
  for (let i = 0; i < result.length; i++) {
    result[i] = last[at] ?? 0
    at = next[at] ?? 0
  }
  return result
}
