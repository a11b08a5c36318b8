import { describe, expect, test } from 'vitest'
import { clamp, constant, cosine, delay, linear, scale, sequence } from '../src/index.js'

const at = [0, 0.25, 0.5, 0.75, 1]

test('delay: nothing first, then the whole curve in what is left', () => {
  expect(at.map(delay(constant(1), 0.5))).toEqual([0, 0, 1, 1, 1])
  expect(at.map(delay(linear(), 0.5))).toEqual([0, 0, 1, 0.5, 0])
  expect(at.map(delay(linear(), 0))).toEqual(at.map(linear()))
  expect(() => delay(linear(), 1)).toThrow(
    '[@spad/scheduler] `by` is 1: it must be a number of at least 0 and below 1.',
  )
})

test('clamp', () => {
  expect(at.map(clamp((p) => 2 * p - 0.5))).toEqual([0, 0, 0.5, 1, 1])
  expect(at.map(clamp(linear(), { min: 0.3, max: 0.6 }))).toEqual([0.6, 0.6, 0.5, 0.3, 0.3])
  expect(() => clamp(linear(), { min: 1, max: 0.5 })).toThrow(
    '[@spad/scheduler] `min` is 1 and `max` 0.5: `min` must be smaller.',
  )
})

test('scale', () => {
  expect(at.map(scale(linear(), 0.5))).toEqual([0.5, 0.375, 0.25, 0.125, 0])
  expect(() => scale(linear(), -1)).toThrow('`factor` is -1: it must be a number of at least 0.')
})

describe('sequence', () => {
  test('squeezes each curve into its stretch', () => {
    const joined = sequence({ curve: linear(), until: 0.5 }, { curve: constant(2), until: 1 })
    expect(at.map(joined)).toEqual([1, 0.5, 2, 2, 2])
    const twice = sequence({ curve: cosine(), until: 0.5 }, { curve: linear(), until: 1 })
    expect(at.map(twice)).toEqual([1, expect.closeTo(0.5, 12), 1, 0.5, 0])
  })

  test.each([
    [[], 'the last `until` is 0: it must be 1.'],
    [[0.5], 'the last `until` is 0.5: it must be 1.'],
    [[0.5, 0.5, 1], '`until` is 0.5: it must be a number above 0.5 and of at most 1.'],
    [[1.5], '`stretches[0].until` is 1.5: it must be a number above 0 and of at most 1.'],
  ])('refuses stretches that end at %j', (ends, message) => {
    expect(() => sequence(...ends.map((until) => ({ curve: linear(), until })))).toThrow(
      `[@spad/scheduler] ${message}`,
    )
  })
})
