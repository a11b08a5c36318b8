// @ts-check
import jStat from 'jstat'
import { mean, sum } from './numbers.mjs'

/** Up to this many differences the exact distribution is counted. */
const EXACT = 50

/**
 * Wilcoxon's signed-rank test of paired differences against 0, two-sided.
 *
 * Zeros are left out and equal sizes share their mean rank. Without zeros and ties, up to 50
 * differences are tested exactly; otherwise by the normal approximation with the correction for ties,
 * as SciPy's `wilcoxon(method='auto')`.
 *
 * @param {readonly number[]} differences
 * @returns {{ n: number, statistic: number, p: number | null }} `p` is `null` without a difference.
 */
export function wilcoxon(differences) {
  const nonzero = differences.filter((value) => value !== 0)
  const n = nonzero.length
  if (n === 0) return { n, statistic: 0, p: null }
  const { ranks, ties } = midRanks(nonzero.map(Math.abs))
  const plus = sum(ranks.filter((_, i) => (nonzero[i] ?? 0) > 0))
  const statistic = Math.min(plus, (n * (n + 1)) / 2 - plus)
  const plain = ties.length === 0 && n === differences.length && n <= EXACT
  return { n, statistic, p: plain ? exact(n, statistic) : approximate(n, statistic, ties) }
}

/** Twice the share of all 2ⁿ sign patterns whose rank sum is at most `statistic`. @param {number} n @param {number} statistic */
function exact(n, statistic) {
  // ways[s]: the sign patterns of the ranks so far whose positive ones sum to s
  const ways = new Float64Array((n * (n + 1)) / 2 + 1)
  ways[0] = 1
  for (let rank = 1; rank <= n; rank++)
    for (let s = ways.length - 1; s >= rank; s--) ways[s] = (ways[s] ?? 0) + (ways[s - rank] ?? 0)
  return Math.min(1, (2 * sum([...ways.subarray(0, statistic + 1)])) / 2 ** n)
}

/** @param {number} n @param {number} statistic @param {readonly number[]} ties sizes of groups of equals */
function approximate(n, statistic, ties) {
  const expected = (n * (n + 1)) / 4
  const variance = (n * (n + 1) * (2 * n + 1) - sum(ties.map((t) => (t ** 3 - t) / 2))) / 24
  return Math.min(1, 2 * jStat.normal.cdf((statistic - expected) / Math.sqrt(variance), 0, 1))
}

/** Ranks from 1, equals sharing their mean. @param {readonly number[]} values */
function midRanks(values) {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks = values.map(() => 0)
  /** @type {number[]} */
  const ties = []
  for (let from = 0; from < order.length;) {
    let to = from
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++
    const shared = mean([from + 1, to])
    for (const i of order.slice(from, to)) ranks[i] = shared
    if (to - from > 1) ties.push(to - from)
    from = to
  }
  return { ranks, ties }
}
