import { crc32 as zlibCrc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { crc32 } from '../../src/png/crc32.js'

test('is the checksum of zlib, at any length and place', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * 37 + (i >> 3)) & 0xff)
  for (let length = 0; length < 40; length++)
    for (const from of [0, 1, 3, 100]) {
      const part = bytes.subarray(from, from + length)
      expect(crc32(part)).toBe(zlibCrc32(part))
    }
  expect(crc32(bytes)).toBe(zlibCrc32(bytes))
})
