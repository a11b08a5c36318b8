import { failFile, guarded } from '../../file-error.js'
import type { Codec } from './codec.js'
import { type HuffmanTable, huffmanTable, readBits, readCode } from './huffman.js'
import { inverseDct, ZIGZAG } from './inverse-dct.js'

/** JPEG of 12 bits, sequential, grey (ISO 10918-1, process 4). */
export const jpegExtended: Codec = ({ name, bytes, columns, rows, samples }) => {
  if (samples !== 1) failFile(name, 'has colours in JPEG of 12 bits: store it in another syntax.')
  const grey = guarded(name, 'has a compressed frame that is damaged or cut short.', () =>
    decode(bytes, columns, rows),
  )
  return { bytes: new Uint8Array(grey.buffer), bits: 16, rgb: false }
}

interface Tables {
  readonly quantization: Map<number, Uint16Array>
  readonly huffman: Map<number, HuffmanTable>
  restart: number
  scan: number
  dc: number
  ac: number
  quantizer: number
}

function decode(bytes: Uint8Array, columns: number, rows: number): Uint16Array<ArrayBuffer> {
  const tables = readTables(bytes)
  const dc = tables.huffman.get(tables.dc)
  const ac = tables.huffman.get(16 + tables.ac)
  const quantizer = tables.quantization.get(tables.quantizer)
  if (!dc || !ac || !quantizer) throw new RangeError('tables')
  const bits = { bytes, at: tables.scan, buffer: 0, count: 0 }
  const result = new Uint16Array(columns * rows)
  const across = Math.ceil(columns / 8)
  const blocks = across * Math.ceil(rows / 8)
  const block = new Float64Array(64)
  let last = 0
  for (let index = 0; index < blocks; index++) {
    if (tables.restart > 0 && index > 0 && index % tables.restart === 0) {
      bits.count = 0
      while (bits.at < bytes.length && !isRestart(bytes, bits.at)) bits.at++
      bits.at += 2
      last = 0
    }
    block.fill(0)
    last += signedBits(bits, readCode(bits, dc))
    block[0] = last * (quantizer[0] ?? 0)
    for (let k = 1; k < 64; k++) {
      const code = readCode(bits, ac)
      const size = code & 15
      if (size === 0 && code >> 4 !== 15) break
      k += code >> 4
      if (size > 0) block[ZIGZAG[k] ?? 0] = signedBits(bits, size) * (quantizer[k] ?? 0)
    }
    inverseDct(block)
    place(block, result, {
      left: 8 * (index % across),
      top: 8 * Math.floor(index / across),
      columns,
      rows,
    })
  }
  return result
}

const isRestart = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0xff && ((bytes[at + 1] ?? 0) & 0xf8) === 0xd0

function signedBits(bits: Parameters<typeof readBits>[0], size: number): number {
  if (size === 0) return 0
  const value = readBits(bits, size)
  return value < 2 ** (size - 1) ? value - 2 ** size + 1 : value
}

interface Place {
  readonly left: number
  readonly top: number
  readonly columns: number
  readonly rows: number
}

function place(
  block: Float64Array,
  result: Uint16Array,
  { left, top, columns, rows }: Place,
): void {
  for (let y = 0; y < 8 && top + y < rows; y++)
    for (let x = 0; x < 8 && left + x < columns; x++)
      result[(top + y) * columns + left + x] = Math.min(
        4095,
        Math.max(0, Math.round((block[8 * y + x] ?? 0) + 2048)),
      )
}

function readTables(bytes: Uint8Array): Tables {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tables: Tables = {
    quantization: new Map(),
    huffman: new Map(),
    restart: 0,
    scan: 0,
    dc: 0,
    ac: 0,
    quantizer: 0,
  }
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = view.getUint8(at + 1)
    const length = view.getUint16(at + 2)
    const part = bytes.subarray(at + 4, at + 2 + length)
    if (marker === 0xdb) quantizations(part, tables.quantization)
    else if (marker === 0xc4) huffmans(part, tables.huffman)
    else if (marker === 0xdd) tables.restart = view.getUint16(at + 4)
    else if (marker === 0xc1) tables.quantizer = part[8] ?? 0
    else if (marker === 0xda) {
      tables.dc = (part[2] ?? 0) >> 4
      tables.ac = (part[2] ?? 0) & 15
      tables.scan = at + 2 + length
      return tables
    }
    at += 2 + length
  }
  throw new RangeError('no scan')
}

function quantizations(part: Uint8Array, into: Tables['quantization']): void {
  for (let at = 0; at < part.length;) {
    const head = part[at++] ?? 0
    const wide = head >> 4 === 1
    const table = new Uint16Array(64)
    for (let k = 0; k < 64; k++, at += wide ? 2 : 1)
      table[k] = wide ? ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0) : (part[at] ?? 0)
    into.set(head & 15, table)
  }
}

function huffmans(part: Uint8Array, into: Tables['huffman']): void {
  for (let at = 0; at + 17 <= part.length;) {
    const counts = part.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    into.set(part[at] ?? 0, huffmanTable(counts, part.subarray(at + 17, at + 17 + total)))
    at += 17 + total
  }
}
