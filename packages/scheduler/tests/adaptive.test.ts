import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adaptive, constant, cosine, linear, pas } from '../src/index.js'

const learnt = (interior: number, boundary: number) => ({ dice: 0, interior, boundary })

test('before the first measurement it is its fallback, under the ceiling', () => {
  const fallback = pas({ scd: cosine({ end: 0.4 }), bcd: cosine({ end: 0.6 }) })
  expect(adaptive()(0.2)).toEqual(fallback(0.2))
  const schedule = adaptive({ fallback: pas({ scd: constant(1), bcd: constant(1) }) })
  expect(schedule(0.3)).toEqual({ scd: 1, bcd: 1 })
  expect(schedule(0.7)).toEqual({ scd: 0, bcd: 0 })
})

test('structure noise follows the interior, boundary noise the boundary', () => {
  const schedule = adaptive()
  expect(schedule(0.1, learnt(0.3, 0))).toEqual({ scd: 1, bcd: 1 })
  expect(schedule(0.1, learnt(0.5, 0.2))).toEqual({ scd: expect.closeTo(0.5) as number, bcd: 1 })
  expect(schedule(0.1, learnt(0.9, 0.6))).toEqual({ scd: 0, bcd: expect.closeTo(0.25) as number })
})

test('a network that learns slowly gets rid of the noise too', () => {
  const schedule = adaptive()
  expect(schedule(0.55, learnt(0, 0)).scd).toBeCloseTo(0.5)
  expect(schedule(0.7, learnt(0, 0))).toEqual({ scd: 0, bcd: 0 })
})

test('names without a signal come from the fallback', () => {
  const fallback = pas({ scd: constant(1), bcd: constant(1), gaussian: linear({ from: 0, to: 1 }) })
  const schedule = adaptive({ fallback })
  expect(schedule(0.25, learnt(1, 1))).toEqual({ scd: 0, bcd: 0, gaussian: 0.25 })
})

test('signals, range and ceiling are options', () => {
  const schedule = adaptive({
    signals: { mine: { measure: 'dice', from: 0, to: 0.5 } },
    fallback: () => ({ mine: 0.9 }),
    ceiling: linear(),
  })
  expect(schedule(0)).toEqual({ mine: 0.9 })
  expect(schedule(0, { dice: 0.25, interior: 1, boundary: 1 })).toEqual({ mine: 0.5 })
  expect(schedule(0.75, { dice: 0, interior: 1, boundary: 1 })).toEqual({ mine: 0.25 })
})

test('never rises while progress and the best Dice rise', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const schedule = adaptive()
  const sorted = ([a, b]: [number, number]): [number, number] => [Math.min(a, b), Math.max(a, b)]
  const pair = fc.tuple(share, share).map(sorted)
  fc.assert(
    fc.property(pair, pair, pair, (progress, interior, boundary) => {
      const early = schedule(progress[0], learnt(interior[0], boundary[0]))
      const late = schedule(progress[1], learnt(interior[1], boundary[1]))
      for (const name of ['scd', 'bcd']) expect(late[name]).toBeLessThanOrEqual(early[name] ?? NaN)
    }),
  )
})

describe('errors', () => {
  const signal = { measure: 'dice', from: 0.3, to: 0.7 } as const
  test.each([
    [
      { signals: { scd: { ...signal, measure: 'iou' } } },
      '`signals.scd.measure` is "iou": it must be dice, interior or boundary.',
    ],
    [
      { signals: { scd: { ...signal, to: 0.2 } } },
      '`signals.scd.to` is 0.2: it must be a number above 0.3 and of at most 1.',
    ],
    [
      { signals: { scd: { ...signal, from: -1 } } },
      '`signals.scd.from` is -1: it must be a number from 0 to 1.',
    ],
    [
      { ceiling: () => 0.1 },
      '`ceiling` gives 0.1 at progress 1: it must give 0, or the noise may never end.',
    ],
    [
      { fallback: pas({ scd: constant(1) }) },
      '`fallback` gives no `bcd` (it gives scd): it is needed before the first measurement.',
    ],
  ])('%j', (options, message) => {
    expect(() => adaptive(options as never)).toThrow(`[@spad/scheduler] ${message}`)
  })

  test('progress and Dice out of range', () => {
    expect(() => adaptive()(2)).toThrow('`progress` is 2: it must be from 0 to 1.')
    expect(() => adaptive()(0, learnt(NaN, 0))).toThrow(
      '[@spad/scheduler] `measured.interior` is NaN: it must be a number from 0 to 1.',
    )
  })
})
