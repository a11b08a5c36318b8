import { expect, test } from 'vitest'
import { mapInto } from '../../src/support/map-into.js'

test.each([Uint8Array, Uint16Array])('is `from` into an array that is there: %o', (Kind) => {
  const values = Uint16Array.of(0, 3, 300)
  const into = new Kind(3)
  expect(mapInto(into, values, (value) => 2 * value)).toBe(into)
  expect(into).toEqual(new Kind([0, 6, 600]))
})
