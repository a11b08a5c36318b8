// @ts-check
import jStat from 'jstat'
import { deviation, mean } from './numbers.mjs'

/**
 * The mean and its interval by Student's t, and the p-value of the two-sided test against 0.
 *
 * @param {readonly number[]} values such as differences, one a seed
 * @param {number} level of confidence
 * @returns {{ n: number, mean: number, low: number | null, high: number | null, p: number | null }}
 *   `null` for fewer than two values, or where all are equal.
 */
export function tInterval(values, level = 0.95) {
  const n = values.length
  const middle = mean(values)
  const error = deviation(values) / Math.sqrt(n)
  if (!(error > 0)) return { n, mean: middle, low: null, high: null, p: null }
  return { n, ...around(middle, error, n - 1, level) }
}

/**
 * The same for an estimate whose standard error has so many degrees of freedom.
 *
 * @param {number} middle @param {number} error @param {number} freedom
 */
export function around(middle, error, freedom, level = 0.95) {
  const reach = jStat.studentt.inv((1 + level) / 2, freedom) * error
  const p = 2 * (1 - jStat.studentt.cdf(Math.abs(middle / error), freedom))
  return { mean: middle, low: middle - reach, high: middle + reach, p }
}
