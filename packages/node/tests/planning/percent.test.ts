import { expect, it } from 'vitest'
import { percent } from '../../src/planning/percent.js'

it.each([
  [1, '100 %'],
  [0.9955, '100 %'],
  [0.162, '16 %'],
  [0.00452, '0.45 %'],
  [0, '0 %'],
])('%f is %s', (share, text) => {
  expect(percent(share)).toBe(text)
})
