import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'
import { IGNORED } from '../raster/ignored.js'
import { argmaxLabels } from '../raster/one-hot.js'
import type { LabelMap, Raster } from '../contracts/sample.js'
import { softTarget } from './soft-target.js'

export interface StapleOptions {
  /** Rounds at most. @default 100 */
  readonly rounds?: number
  /** Ends when no reader's performance changes by more. @default 1e-7 */
  readonly tolerance?: number
}

/** What STAPLE finds. */
export interface Staple {
  /** The likeliest true class of each pixel. */
  readonly labels: LabelMap
  /** Of each class, `[height, width, classes]`. */
  readonly probabilities: Raster
  /** `performance[j][k][s]`: how often reader `j` says `s` where `k` is true; each row sums to 1. */
  readonly performance: readonly (readonly Float64Array[])[]
}

/**
 * The truth behind several readers, and how far to trust each: expectation maximisation, in which the
 * classes' shares among all readers are the prior and readers begin by being right at 0.99.
 *
 * `W_i(k) ∝ π(k) Π_j θ_j(d_ij | k)`, then `θ_j(s | k) = Σ_{i: d_ij = s} W_i(k) / Σ_i W_i(k)`.
 *
 * Source: Warfield, Zou and Wells 2004, "Simultaneous truth and performance level estimation (STAPLE)",
 * section II, without the Markov random field. A pixel that a reader ignores says nothing of him.
 *
 * @param classes Background included.
 * @throws SpadError with less than two readers, or if an option is out of range.
 */
export function staple(
  readers: readonly LabelMap[],
  classes: number,
  { rounds = 100, tolerance = 1e-7 }: StapleOptions = {},
): Staple {
  checkNumber('core', 'rounds', rounds, { min: 1, integer: true })
  checkNumber('core', 'tolerance', tolerance, { min: 0 })
  const [first] = readers
  if (!first || readers.length < 2)
    return fail('core', `\`readers\` has ${readers.length}: STAPLE weighs at least 2.`)
  const { height, width } = first
  const truth = softTarget(readers, classes)
  const prior = sharesOf(truth, classes)
  let performance = readers.map(() => nearlyRight(classes))
  for (let round = 0; round < rounds; round++) {
    expect(truth, readers, prior, performance)
    const next = readers.map((reader) => maximise(truth, reader, classes))
    const change = largestChange(performance, next)
    performance = next
    if (change <= tolerance) break
  }
  const probabilities = { data: truth, height, width, channels: classes }
  return { labels: argmaxLabels(probabilities), probabilities, performance }
}

function sharesOf(values: Float32Array, classes: number): Float64Array {
  const shares = new Float64Array(classes)
  values.forEach((value, i) => (shares[i % classes] = shares[i % classes]! + value))
  return shares.map((sum) => (sum * classes) / values.length)
}

function nearlyRight(classes: number): Float64Array[] {
  return Array.from({ length: classes }, (_, k) =>
    Float64Array.from({ length: classes }, (_, s) => (s === k ? 0.99 : 0.01 / (classes - 1))),
  )
}

/** Puts the posterior of each pixel's class into `truth`. */
function expect(
  truth: Float32Array,
  readers: readonly LabelMap[],
  prior: Float64Array,
  performance: readonly (readonly Float64Array[])[],
): void {
  const classes = prior.length
  const odds = new Float64Array(classes)
  for (let pixel = 0; pixel * classes < truth.length; pixel++) {
    odds.set(prior)
    readers.forEach(({ data }, j) => {
      const said = data[pixel]!
      if (said === IGNORED) return
      for (let k = 0; k < classes; k++) odds[k] = odds[k]! * performance[j]![k]![said]!
    })
    const total = odds.reduce((sum, value) => sum + value, 0)
    // where all readers are held to be impossible, nothing is learnt
    for (let k = 0; k < classes; k++)
      truth[pixel * classes + k] = total > 0 ? odds[k]! / total : prior[k]!
  }
}

function maximise(truth: Float32Array, { data }: LabelMap, classes: number): Float64Array[] {
  const rows = Array.from({ length: classes }, () => new Float64Array(classes))
  data.forEach((said, pixel) => {
    if (said === IGNORED) return
    rows.forEach((row, k) => (row[said] = row[said]! + truth[pixel * classes + k]!))
  })
  return rows.map((row, k) => {
    const total = row.reduce((sum, value) => sum + value, 0)
    // of a class that is nowhere, nobody's performance can be known
    return total > 0 ? row.map((value) => value / total) : (nearlyRight(classes)[k] ?? row)
  })
}

function largestChange(
  before: readonly (readonly Float64Array[])[],
  after: readonly (readonly Float64Array[])[],
): number {
  let largest = 0
  after.forEach((rows, j) => {
    rows.forEach((row, k) => {
      row.forEach((value, s) => {
        largest = Math.max(largest, Math.abs(value - before[j]![k]![s]!))
      })
    })
  })
  return largest
}
