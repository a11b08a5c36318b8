import { expect, test } from 'vitest'
import { amount } from '../../src/index.js'

test('a number with what it counts', () => {
  expect([0, 1, 2].map((count) => amount(count, 'group'))).toEqual([
    '0 groups',
    '1 group',
    '2 groups',
  ])
  expect([1, 2].map((count) => amount(count, 'class', 'classes'))).toEqual(['1 class', '2 classes'])
})
