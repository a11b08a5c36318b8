// @ts-check

/** What two backends may differ by. */
const bar = { labels: 0.999, probabilities: 1e-3, losses: 1e-3 }

/**
 * @typedef {{ labels: ArrayLike<number>, probabilities: ArrayLike<number>, losses: ArrayLike<number> }} Answer
 * @typedef {{ labels: number, probabilities: number, losses: number, equal: boolean }} Comparison
 */

/**
 * Compares what two backends made of the same cases: the share of pixels with the same label and the
 * largest differences of a probability and of a loss.
 *
 * @param {readonly Answer[]} some @param {readonly Answer[]} others @returns {Comparison}
 */
export function compare(some, others) {
  let [same, pixels] = [0, 0]
  let [probabilities, losses] = [0, 0]
  some.forEach((one, i) => {
    const other = others[i]
    if (!other)
      throw new Error(`the other backend has ${others.length} answers, not ${some.length}`)
    pixels += one.labels.length
    for (let p = 0; p < one.labels.length; p++) if (one.labels[p] === other.labels[p]) same++
    probabilities = Math.max(probabilities, farthest(one.probabilities, other.probabilities))
    losses = Math.max(losses, farthest(one.losses, other.losses))
  })
  const labels = same / pixels
  const equal = labels >= bar.labels && probabilities <= bar.probabilities && losses <= bar.losses
  return { labels, probabilities, losses, equal }
}

/** Infinite where the lengths differ or a number is none. @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
function farthest(a, b) {
  let most = a.length === b.length ? 0 : Infinity
  for (let i = 0; i < a.length; i++) {
    const far = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN))
    most = Number.isNaN(far) ? Infinity : Math.max(most, far)
  }
  return most
}

/** @param {string} pair @param {Comparison} comparison */
export function comparisonLine(pair, { labels, probabilities, losses, equal }) {
  return (
    `${equal ? 'ok    ' : 'FAILED'}  ${pair.padEnd(34)} labels ${(labels * 100).toFixed(3)} %, ` +
    `probabilities ${probabilities.toExponential(1)}, losses ${losses.toExponential(1)}`
  )
}
