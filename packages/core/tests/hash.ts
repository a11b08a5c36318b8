/** FNV-1a over the bytes of typed arrays: one number that changes with any bit. */
export function hash(...arrays: readonly ArrayBufferView[]): number {
  let value = 0x811c9dc5
  for (const array of arrays)
    for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
      value = Math.imul(value ^ byte, 0x01000193)
  return value >>> 0
}
