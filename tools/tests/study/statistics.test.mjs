// @ts-check
import { createRandom } from '@spad/core'
import { describe, expect, test } from 'vitest'
import { holm } from '../../study/stats/holm.mjs'
import { detectable, powerOf, seedsNeeded, spreads } from '../../study/stats/power.mjs'
import { tInterval } from '../../study/stats/t-interval.mjs'
import { wilcoxon } from '../../study/stats/wilcoxon.mjs'
import golden from './golden-statistics.json' with { type: 'json' }

describe('agrees with SciPy', () => {
  test.each(golden.wilcoxon)('wilcoxon, p = $p', ({ differences, statistic, p }) => {
    const found = wilcoxon(differences)
    expect(found.statistic).toBeCloseTo(statistic, 9)
    expect(found.p).toBeCloseTo(p, 6)
  })

  test('the interval and the test by Student’s t', () => {
    const { values, low, high, p } = golden.tInterval
    const found = tInterval(values)
    expect([found.low, found.high, found.p].map((value) => value?.toFixed(7))).toEqual(
      [low, high, p].map((value) => value.toFixed(7)),
    )
  })

  test.each(golden.power)('power of $n seeds for $difference at $spread', (one) => {
    expect(powerOf(one.n, one.difference, one.spread)).toBeCloseTo(one.power, 3)
  })
})

test('wilcoxon has no p-value without a difference', () => {
  expect(wilcoxon([0, 0])).toEqual({ n: 0, statistic: 0, p: null })
})

test('an interval needs two values that differ', () => {
  expect(tInterval([0.1])).toEqual({ n: 1, mean: 0.1, low: null, high: null, p: null })
  expect(tInterval([0.5, 0.5])).toMatchObject({ mean: 0.5, low: null, p: null })
})

test('holm multiplies the smallest by the number of tests, and keeps the order', () => {
  expect(holm([0.04, 0.01, null, 0.03])).toEqual([0.06, 0.03, null, 0.06])
  expect(holm([0.9, 0.8])).toEqual([1, 1])
})

describe('the power estimate holds on simulated studies', () => {
  const random = createRandom(11)
  const truth = { seed: 0.008, case: 0.1, residual: 0.05, cases: 60 }
  const levels = Array.from({ length: truth.cases }, () => 0.6 + truth.case * random.normal())
  /** One training, scored on each case. @param {number} gain */
  const run = (gain) => {
    const shift = gain + truth.seed * random.normal()
    return levels.map((level) => level + shift + truth.residual * random.normal())
  }

  const found = spreads(Array.from({ length: 400 }, () => run(0)))
  // what one case adds to the scatter of the mean is part of it
  const seed = Math.hypot(truth.seed, truth.residual / Math.sqrt(truth.cases))

  test('finds the spreads that were put in', () => {
    expect(found.seed / seed).toBeCloseTo(1, 0)
    expect(Math.abs(found.seed / seed - 1)).toBeLessThan(0.1)
    expect(Math.abs(found.residual / truth.residual - 1)).toBeLessThan(0.05)
    expect(found.pessimistic).toBeGreaterThan(found.seed)
    expect(found.cases).toBe(truth.cases)
  })

  test('as many seeds as it says show one Dice point in about four studies of five', () => {
    const n = seedsNeeded(0.01, Math.SQRT2 * found.seed)
    if (n === null) throw new Error('no number of seeds')
    const studies = 600
    let shown = 0
    for (let study = 0; study < studies; study++) {
      const gains = Array.from({ length: n }, () => average(run(0.01)) - average(run(0)))
      if ((tInterval(gains).p ?? 1) < 0.05) shown++
    }
    expect(shown / studies).toBeGreaterThan(0.75)
    expect(shown / studies).toBeLessThan(0.9)
    expect(powerOf(n - 1, 0.01, Math.SQRT2 * found.seed)).toBeLessThan(0.8)
  })

  test('the smallest difference that is shown has just that power', () => {
    expect(powerOf(5, detectable(5, 0.02) ?? NaN, 0.02)).toBeCloseTo(0.8, 4)
    expect(seedsNeeded(1e-6, 1)).toBeNull()
  })
})

/** @param {number[]} values */
function average(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
