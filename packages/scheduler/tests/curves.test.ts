import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  constant,
  cosine,
  type Curve,
  exponential,
  type FallOptions,
  linear,
  sigmoid,
  step,
} from '../src/index.js'

const falls: [string, (options?: FallOptions) => Curve][] = [
  ['linear', linear],
  ['cosine', cosine],
  ['sigmoid', sigmoid],
  ['exponential', exponential],
]

const share = fc.double({ min: 0, max: 1, noNaN: true })
const ends = fc
  .tuple(share, share)
  .filter(([a, b]) => Math.abs(a - b) > 1e-3)
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))

describe.each(falls)('%s', (_, make) => {
  test('is exactly 1 up to its start and 0 from its end on', () => {
    fc.assert(
      fc.property(ends, share, (options, progress) => {
        const value = make(options)(progress)
        if (progress <= options.start) expect(value).toBe(1)
        if (progress >= options.end) expect(value).toBe(0)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('never rises', () => {
    fc.assert(
      fc.property(ends, share, share, (options, a, b) => {
        const curve = make(options)
        expect(curve(Math.min(a, b))).toBeGreaterThanOrEqual(curve(Math.max(a, b)) - 1e-12)
      }),
    )
  })

  test('goes between any two values, upwards too', () => {
    const curve = make({ from: 0.2, to: 3 })
    expect([curve(0), curve(1)]).toEqual([0.2, 3])
    expect(curve(0.6)).toBeGreaterThan(curve(0.5))
  })

  test.each([
    [{ start: 0.5, end: 0.5 }, '`start` is 0.5 and `end` 0.5: `start` must come first.'],
    [{ start: -1 }, '`start` is -1: it must be a number from 0 to 1.'],
    [{ end: 1.5 }, '`end` is 1.5: it must be a number from 0 to 1.'],
    [{ from: -1 }, '`from` is -1: it must be a number of at least 0.'],
    [{ to: NaN }, '`to` is NaN: it must be a number of at least 0.'],
  ])('refuses %j', (options, message) => {
    expect(() => make(options)).toThrow(`[@spad/scheduler] ${message}`)
  })
})

test('values in the middle', () => {
  expect(linear()(0.25)).toBe(0.75)
  expect(linear({ start: 0.2, end: 0.4 })(0.3)).toBeCloseTo(0.5, 12)
  expect(cosine()(0.25)).toBeCloseTo((1 + Math.SQRT1_2) / 2, 12)
  expect(cosine({ end: 0.4 })(0.2)).toBeCloseTo(0.5, 12)
  expect(sigmoid()(0.5)).toBeCloseTo(0.5, 12)
  expect(sigmoid({ steepness: 20 })(0.4)).toBeGreaterThan(sigmoid({ steepness: 5 })(0.4))
  expect(exponential({ rate: 2 })(0.5)).toBeCloseTo(1 / (1 + Math.E), 12)
})

describe('step', () => {
  test('falls at once, or in equal steps', () => {
    expect([0, 0.49, 0.5, 1].map(step())).toEqual([1, 1, 0, 0])
    const stairs = step({ at: [0.2, 0.6], from: 1, to: 0.5 })
    expect([0, 0.2, 0.5, 0.6, 1].map(stairs)).toEqual([1, 0.75, 0.75, 0.5, 0.5])
  })

  test('refuses no place and a place out of range', () => {
    expect(() => step({ at: [] })).toThrow(
      '[@spad/scheduler] `at` is empty: it must hold at least one progress.',
    )
    expect(() => step({ at: 2 })).toThrow('`at` is 2: it must be a number from 0 to 1.')
  })
})

test('constant', () => {
  expect([0, 0.5, 1].map(constant(0.3))).toEqual([0.3, 0.3, 0.3])
  expect(() => constant(-1)).toThrow('`value` is -1: it must be a number of at least 0.')
})

test.each([
  [
    () => sigmoid({ steepness: 0 }),
    '`steepness` is 0: it must be a number above 0 and of at most 100.',
  ],
  [
    () => exponential({ rate: -1 }),
    '`rate` is -1: it must be a number above 0 and of at most 100.',
  ],
])('a shape that cannot be is refused', (make, message) => {
  expect(make).toThrow(`[@spad/scheduler] ${message}`)
})
