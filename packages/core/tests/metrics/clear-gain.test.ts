import { expect, test } from 'vitest'
import { isClearGain } from '../../src/index.js'

const rule = { worth: 0.01, least: 3 }

test('a gain is clear where it is large enough and more than chance', () => {
  expect(isClearGain([0.5, 0.6, 0.7], [0.52, 0.62, 0.73], rule)).toBe(true)
  expect(isClearGain([0.5, 0.6, 0.7], [0.505, 0.605, 0.705], rule)).toBe(false)
  // one case alone gains
  expect(isClearGain([0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0.5, 0.9], rule)).toBe(false)
})

test('too few cases tell nothing, and a loss is no gain', () => {
  expect(isClearGain([0.1, 0.1], [0.9, 0.9], rule)).toBe(false)
  expect(isClearGain([0.5, 0.5, 0.5], [0.4, 0.4, 0.4], rule)).toBe(false)
})
