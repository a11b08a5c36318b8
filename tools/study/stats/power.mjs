// @ts-check
import jStat from 'jstat'
import { deviation, isNumber, mean } from './numbers.mjs'

/**
 * How often `n` seeds would show a true difference: the power of the two-sided t-test of `n` differences.
 *
 * @param {number} n seeds per variant
 * @param {number} difference the true one, of the means
 * @param {number} spread standard deviation of one seed's difference
 * @param {number} level of the test
 */
export function powerOf(n, difference, spread, level = 0.05) {
  if (n < 2) return 0
  const bound = jStat.studentt.inv(1 - level / 2, n - 1)
  const shift = (Math.abs(difference) / spread) * Math.sqrt(n)
  // beyond this the distribution's series is no longer exact, and the power is 1
  if (shift > 30) return 1
  return 1 - jStat.noncentralt.cdf(bound, n - 1, shift)
}

/**
 * The fewest seeds with the wanted power; `null` if `most` are not enough.
 *
 * @param {number} difference @param {number} spread @param {number} power @param {number} most
 */
export function seedsNeeded(difference, spread, power = 0.8, most = 200) {
  for (let n = 2; n <= most; n++) if (powerOf(n, difference, spread) >= power) return n
  return null
}

/** The smallest difference that `n` values with this spread show with the power. @param {number} n @param {number} spread @param {number} power */
export function detectable(n, spread, power = 0.8) {
  if (n < 2) return null
  let low = 0
  let high = 40 * spread
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (powerOf(n, middle, spread) >= power) high = middle
    else low = middle
  }
  return high
}

/**
 * What a baseline's repeated runs say about the power of a comparison with it.
 *
 * Two variants are assumed to scatter alike and independently of each other, so one seed's difference
 * scatters by √2 of the baseline's. A spread from few seeds is itself unsure: `pessimistic` is what it
 * may be with 80 % confidence. How differently a variant does on different cases cannot be known from
 * the baseline alone; the residual is what would be left without any such difference.
 *
 * @param {readonly (readonly (number | null)[])[]} scores `[seeds][cases]`, the same cases in each seed;
 *   `null` where a case has no score
 */
export function spreads(scores) {
  const means = scores.map((row) => mean(row.filter(isNumber)))
  const cases = (scores[0] ?? []).flatMap((_, c) => {
    const column = scores.map((row) => row[c])
    return column.every(isNumber) ? [/** @type {number[]} */ (column)] : []
  })
  const seed = deviation(means)
  const within = cases.map((column) => column.map((value, s) => value - (means[s] ?? NaN)))
  return {
    seeds: scores.length,
    cases: cases.length,
    mean: mean(means),
    /** standard deviation of the mean score from seed to seed */
    seed,
    /** its upper confidence limit of 80 % */
    pessimistic: seed * Math.sqrt((means.length - 1) / jStat.chisquare.inv(0.2, means.length - 1)),
    /** standard deviation from case to case, of each case's mean over seeds */
    case: deviation(cases.map(mean)),
    /** standard deviation of one case from seed to seed, beyond that of the mean */
    residual: Math.sqrt(mean(within.map((column) => deviation(column) ** 2))),
  }
}
