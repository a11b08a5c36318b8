import { expect, test } from 'vitest'
import { newBook, parseBook } from '../../src/run/run-book.js'

const book = { ...newBook({ data: 'x' }), step: 4 }

test.each([
  ['without a best', undefined, true],
  ['with the best that there can be', { step: 4, dice: 1 }, true],
  ['with a best that nothing could pass', { step: 2, dice: 1e308 }, false],
  ['with a best below 0', { step: 2, dice: -1 }, false],
  ['with a best that is yet to come', { step: 5, dice: 0.5 }, false],
])('a book %s', (_, best, sound) => {
  expect(parseBook({ ...book, best }) !== undefined).toBe(sound)
})
