import { expect, test } from 'vitest'
import { checkNumber, type NumberRule } from '../../src/index.js'

test.each<[unknown, NumberRule, string]>([
  [NaN, {}, 'NaN: it must be a finite number.'],
  ['7', {}, '"7": it must be a finite number.'],
  [() => 7, {}, 'a function: it must be a finite number.'],
  [undefined, { min: 0 }, 'undefined: it must be a number of at least 0.'],
  [2, { min: 0, max: 1 }, '2: it must be a number from 0 to 1.'],
  [1.5, { min: 0, max: 2, integer: true }, '1.5: it must be an integer from 0 to 2.'],
  [0, { above: 0 }, '0: it must be a number above 0.'],
  [1, { min: 0, below: 1 }, '1: it must be a number of at least 0 and below 1.'],
  [3, { above: 0, max: 2 }, '3: it must be a number above 0 and of at most 2.'],
])('%s is refused by %j', (value, rule, message) => {
  expect(() => checkNumber('test', 'size', value, rule)).toThrow(
    `[@spad/test] \`size\` is ${message}`,
  )
})

test('a number that keeps to its rule is returned', () => {
  expect(checkNumber('test', 'size', 0, { min: 0, max: 1 })).toBe(0)
  expect(checkNumber('test', 'size', 3, { above: 2, below: 4, integer: true })).toBe(3)
})
