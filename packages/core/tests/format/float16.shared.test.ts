import { expect, test } from 'vitest'
import { fromFloat16 } from '../../src/format/float16.js'
import { toFloat16 } from '../../src/format/to-float16.js'

const half = (value: number): number => toFloat16(Float32Array.of(value), 'w')[0] ?? -1

test('every finite half survives the way to float32 and back', () => {
  const all = Uint16Array.from({ length: 0x10000 }, (_, i) => i).filter(
    (h) => (h & 0x7c00) < 0x7c00,
  )
  // minus zero keeps its sign bit too
  expect([...toFloat16(fromFloat16(all), 'w')].map((h) => h & 0x7fff)).toEqual(
    [...all].map((h) => h & 0x7fff),
  )
  expect(
    toFloat16(fromFloat16(all), 'w').filter((h, i) => h !== all[i] && all[i] !== 0x8000),
  ).toEqual(new Uint16Array())
})

test('values between two halves go to the nearest, ties to the even one', () => {
  expect(half(1 + 1 / 2048)).toBe(0x3c00)
  expect(half(1 + 3 / 2048)).toBe(0x3c02)
  expect(half(1 + 1.001 / 2048)).toBe(0x3c01)
  expect(half(2 ** -25)).toBe(0)
  expect(half(1.5 * 2 ** -24)).toBe(2)
  expect(half(2 ** -14 - 2 ** -26)).toBe(0x0400)
  expect(half(-0.1)).toBe(0xae66)
  expect(half(65519)).toBe(0x7bff)
})

test('what a half cannot hold is refused', () => {
  const rule = 'float16 ends at 65504. Save it as float32, or look for what made it so large.'
  expect(() => half(65520)).toThrow(`[@spad/core] \`w\` holds 65520: ${rule}`)
  expect(() => half(NaN)).toThrow(`[@spad/core] \`w\` holds NaN: ${rule}`)
  expect(() => half(-Infinity)).toThrow(`[@spad/core] \`w\` holds -Infinity: ${rule}`)
})
