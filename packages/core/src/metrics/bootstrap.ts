import { createRandom } from '../random.js'
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

/** Sample standard deviation (n − 1) of the numbers in a column; `null` with fewer than two. */
export function standardDeviation(column: Column): number | null {
  const numbers = column.filter((value) => !Number.isNaN(value))
  if (numbers.length < 2) return null
  const centre = mean(numbers) ?? 0
  const squares = numbers.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return Math.sqrt(squares / (numbers.length - 1))
}

/**
 * 95 % percentile intervals of each column's {@link mean}: whole cases are drawn with replacement,
 * the same ones for every column; a draw without a number in a column says nothing about it.
 * `null` for a column with fewer than two numbers.
 *
 * Source: Efron and Tibshirani 1993, "An introduction to the bootstrap", chapter 13.
 *
 * @param columns All of one length.
 */
export function bootstrapIntervals(
  columns: readonly Column[],
  { seed, resamples }: { readonly seed: number; readonly resamples: number },
): ([number, number] | null)[] {
  const random = createRandom(seed).fork('bootstrap')
  const cases = columns[0]?.length ?? 0
  const drawn = new Uint32Array(cases)
  const means = columns.map(() => new Float64Array(resamples))
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < cases; i++) drawn[i] = random.integer(cases)
    columns.forEach((column, c) => {
      const of = means[c]
      if (of) of[resample] = meanOf(column, drawn)
    })
  }
  return columns.map((column, c) => {
    if (standardDeviation(column) === null) return null
    const ascending = (means[c] ?? new Float64Array())
      .filter((value) => !Number.isNaN(value))
      .sort()
    return [percentile(ascending, 0.025), percentile(ascending, 0.975)]
  })
}

function meanOf(column: Column, drawn: Uint32Array): number {
  let sum = 0
  let count = 0
  for (const index of drawn) {
    const value = column[index] ?? NaN
    if (value !== value) continue // NaN; `Number.isNaN` is a call in the innermost loop
    sum += value
    count++
  }
  return sum / count
}
