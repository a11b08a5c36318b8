import { createRandom } from '../support/random.js'
import { percentile } from './percentile.js'

/** A column has a value, or `NaN`, for each case. */
export type Column = Float64Array

/** Mean of the numbers in a column; `null` if there is none. */
export function mean(column: Column): number | null {
  let sum = 0
  let count = 0
  for (const value of column)
    if (!Number.isNaN(value)) {
      sum += value
      count++
    }
  return count > 0 ? sum / count : null
}

/** Median of the numbers in a column, of two in the middle their mean; `null` if there is none. */
export function median(column: Column): number | null {
  const ascending = column.filter((value) => !Number.isNaN(value)).sort()
  return ascending.length > 0 ? percentile(ascending, 0.5) : null
}

/** Sample standard deviation (n − 1) of the numbers in a column; `null` with fewer than two. */
export function standardDeviation(column: Column): number | null {
  const numbers = column.filter((value) => !Number.isNaN(value))
  if (numbers.length < 2) return null
  const centre = mean(numbers) ?? 0
  const squares = numbers.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return Math.sqrt(squares / (numbers.length - 1))
}

/**
 * 95 % percentile intervals of each column's {@link mean}: whole groups of cases are drawn with
 * replacement, the same ones for every column; a draw without a number in a column says nothing about
 * it. `null` for a column with fewer than two numbers, or where there are fewer than two groups.
 *
 * Source: Efron and Tibshirani 1993, "An introduction to the bootstrap", chapter 13.
 *
 * @param columns All of one length.
 * @param groups The cases of each group, which are drawn together; by default each case is one.
 */
export function bootstrapIntervals(
  columns: readonly Column[],
  {
    seed,
    resamples,
    groups = Array.from(columns[0] ?? [], (_, i) => [i]),
  }: {
    readonly seed: number
    readonly resamples: number
    readonly groups?: readonly (readonly number[])[]
  },
): ([number, number] | null)[] {
  const random = createRandom(seed).fork('bootstrap')
  const means = columns.map(() => new Float64Array(resamples))
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = groups.flatMap(() => groups[random.integer(groups.length)] ?? [])
    columns.forEach((column, c) => {
      const of = means[c]
      if (of) of[resample] = meanOf(column, drawn)
    })
  }
  return columns.map((column, c) => {
    if (groups.length < 2 || standardDeviation(column) === null) return null
    const ascending = (means[c] ?? new Float64Array())
      .filter((value) => !Number.isNaN(value))
      .sort()
    return [percentile(ascending, 0.025), percentile(ascending, 0.975)]
  })
}

function meanOf(column: Column, drawn: readonly number[]): number {
  let sum = 0
  let count = 0
  for (const index of drawn) {
    const value = column[index]!
    if (value !== value) continue // NaN; `Number.isNaN` is a call in the innermost loop
    sum += value
    count++
  }
  return sum / count
}
