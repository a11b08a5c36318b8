import { describe, expect, test } from 'vitest'
import { constant, cosine, delay, pas } from '../src/index.js'

test('one intensity for each curve', () => {
  const schedule = pas({
    scd: cosine({ end: 0.4 }),
    bcd: cosine({ end: 0.6 }),
    gaussian: delay(constant(1), 0.5),
  })
  expect(schedule(0)).toEqual({ scd: 1, bcd: 1, gaussian: 0 })
  expect(schedule(0.4)).toEqual({ scd: 0, bcd: expect.closeTo(0.25, 12) as number, gaussian: 0 })
  expect(schedule(0.6)).toEqual({ scd: 0, bcd: 0, gaussian: 1 })
})

test('a plain function is a curve', () => {
  expect(pas({ mine: (progress) => progress ** 2 })(0.5)).toEqual({ mine: 0.25 })
})

test('no curve at all: no intensity', () => {
  expect(pas({})(0.5)).toEqual({})
})

describe('errors', () => {
  test.each([-0.1, 1.1, NaN, Infinity])('progress %s', (progress) => {
    expect(() => pas({ scd: cosine() })(progress)).toThrow(
      `[@spad/scheduler] \`progress\` is ${progress}: it must be from 0 to 1.`,
    )
  })

  test.each([NaN, -1, Infinity])('a curve that gives %s', (value) => {
    expect(() => pas({ bcd: cosine(), scd: () => value })(0.5)).toThrow(
      `[@spad/scheduler] the curve of \`scd\` gives ${value} at progress 0.5: it must give a finite number of at least 0.`,
    )
  })

  test('a curve that is no function', () => {
    expect(() => pas({ scd: 1 as never })).toThrow(
      '[@spad/scheduler] `curves.scd` is 1: it must be a function of progress.',
    )
  })
})
