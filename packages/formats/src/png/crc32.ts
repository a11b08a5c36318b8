/** Bytes that are taken at a time. */
const AT_ONCE = 8

let tables: Uint32Array | undefined

/**
 * The checksum of PNG's chunks, eight bytes at a time.
 *
 * Source: PNG (Third Edition), annex D; Kounavis and Berry 2005, "A systematic approach to building high
 * performance, software-based, CRC generators", slicing by 8.
 */
export function crc32(bytes: Uint8Array): number {
  const t = (tables ??= makeTables())
  const whole = bytes.length - (bytes.length % AT_ONCE)
  let crc = 0xffffffff
  let i = 0
  for (; i < whole; i += AT_ONCE) {
    const low = crc ^ word(bytes, i)
    const high = word(bytes, i + 4)
    crc =
      at(t, 7, low) ^
      at(t, 6, low >>> 8) ^
      at(t, 5, low >>> 16) ^
      at(t, 4, low >>> 24) ^
      at(t, 3, high) ^
      at(t, 2, high >>> 8) ^
      at(t, 1, high >>> 16) ^
      at(t, 0, high >>> 24)
  }
  for (; i < bytes.length; i++) crc = at(t, 0, crc ^ bytes[i]!) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

function at(tables: Uint32Array, table: number, byte: number): number {
  return tables[256 * table + (byte & 0xff)]!
}

/** Four bytes, the first the lowest. */
function word(bytes: Uint8Array, i: number): number {
  return bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
}

/** What a byte does to the checksum, and what it does with 1 to 7 zeros after it. */
function makeTables(): Uint32Array {
  const tables = new Uint32Array(AT_ONCE * 256)
  for (let n = 0; n < 256; n++) {
    let c = n
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
    tables[n] = c
  }
  for (let i = 256; i < tables.length; i++) {
    const before = tables[i - 256]!
    tables[i] = at(tables, 0, before) ^ (before >>> 8)
  }
  return tables
}
