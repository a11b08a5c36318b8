// @ts-check
import { fail } from '@spad/core'
import { isNumber, mean, sum } from './stats/numbers.mjs'
import { around } from './stats/t-interval.mjs'

/**
 * @typedef {object} Factors
 * @property {string} of the variant that has them all
 * @property {Record<string, Record<string, unknown>>} without the options that take each away
 */

/** The columns beyond the fourth are products of three, so that no two factors' joint effect passes for one of a third. */
const PRODUCTS = [
  [0, 1, 2],
  [1, 2, 3],
  [0, 2, 3],
  [0, 1, 3],
]

/**
 * The variants of a two-level design in at most 16 runs: each factor is present in half of them, whatever the
 * others do, so every run tells of every factor. One factor at a time, with as many runs, tells less.
 *
 * Source: Box, Hunter and Hunter 2005, "Statistics for Experimenters", chapter 6 (2^(k−p), resolution IV).
 *
 * @param {Factors} factors
 * @returns {Record<string, { extends: string, about: string, options: Record<string, unknown>[] }>} by name: a
 *   digit per factor in the plan's order, 1 where it is present; `options` take away the absent ones
 */
export function factorVariants({ of, without }) {
  const names = Object.keys(without)
  const base = Math.min(4, names.length)
  const runs = Array.from({ length: 2 ** base }, (_, run) => {
    const bits = Array.from({ length: base }, (_, column) => (run >> column) & 1)
    const products = PRODUCTS.map((columns) =>
      columns.reduce((bit, at) => bit ^ (bits[at] ?? 0), 0),
    )
    return [...bits, ...products].slice(0, names.length)
  })
  return Object.fromEntries(
    runs.map((bits) => {
      const absent = names.filter((_, i) => bits[i] === 0)
      const about = absent.length > 0 ? `${of} without ${absent.join(', ')}` : `all of ${of}`
      const options = absent.map((name) => without[name] ?? {})
      return [`factors-${bits.join('')}`, { extends: of, about, options }]
    }),
  )
}

/**
 * What each factor adds to the mean of a metric, with its interval (95 %).
 *
 * The model is a sum: one term for each seed of each set, one for each factor on each set; what is left over is
 * chance. A seed that lacks a run is left out.
 *
 * @param {readonly import('./lines.mjs').Line[]} lines of one split and regime
 * @param {Factors} factors
 * @param {(line: import('./lines.mjs').Line) => number | null | undefined} valueOf
 * @returns {{ set: string, seeds: number, effects: Effect[] }[]} a row per set, and one over all if there are several
 */
export function factorEffects(lines, factors, valueOf) {
  const names = Object.keys(factors.without)
  const variants = Object.keys(factorVariants(factors))
  const sets = [...new Set(lines.map(({ set }) => set))]
  const rows = sets.flatMap((set) => {
    const seeds = [...new Set(lines.filter((line) => line.set === set).map(({ seed }) => seed))]
    const blocks = seeds
      .map((seed) => variants.map((variant) => meanOf(lines, { set, seed, variant }, valueOf)))
      .filter((block) => block.every(isNumber))
    return blocks.length > 0 ? [{ set, seeds: blocks.length, ...estimate(blocks, variants) }] : []
  })
  if (rows.length === 0)
    fail('study', 'no seed has all the runs of the design. Make them: run.mjs with the same plan.')
  const tell = (/** @type {typeof rows[number]} */ { set, seeds, effects, error, freedom }) => ({
    ...{ set, seeds },
    effects: names.map((name, i) => ({ name, ...around(effects[i] ?? NaN, error, freedom) })),
  })
  if (rows.length === 1) return rows.map(tell)
  // the sets count alike, however many images they have
  const all = {
    set: 'all',
    seeds: Math.min(...rows.map(({ seeds }) => seeds)),
    effects: names.map((_, i) => mean(rows.map(({ effects }) => effects[i] ?? NaN))),
    error: Math.sqrt(sum(rows.map(({ error }) => error ** 2))) / rows.length,
    freedom: welch(rows),
  }
  return [...rows, all].map(tell)
}

/** @typedef {{ name: string, mean: number, low: number, high: number, p: number }} Effect */

/** The mean over folds. @param {readonly import('./lines.mjs').Line[]} lines @param {{ set: string, seed: number, variant: string }} at @param {(line: import('./lines.mjs').Line) => number | null | undefined} valueOf */
function meanOf(lines, at, valueOf) {
  const own = lines.filter(
    ({ set, seed, variant }) => set === at.set && seed === at.seed && variant === at.variant,
  )
  return mean(own.map((line) => valueOf(line) ?? NaN))
}

/** Least squares, which a balanced design turns into differences of means. @param {readonly number[][]} blocks `[seed][run]` @param {readonly string[]} variants */
function estimate(blocks, variants) {
  const signs = variants.map((variant) =>
    [...variant.replace('factors-', '')].map((bit) => (bit === '1' ? 1 : -1)),
  )
  const factors = signs[0]?.length ?? 0
  const count = blocks.length * variants.length
  const effects = Array.from(
    { length: factors },
    (_, i) =>
      (2 / count) *
      sum(blocks.map((block) => sum(block.map((y, run) => y * (signs[run]?.[i] ?? 0))))),
  )
  const left = blocks.flatMap((block) => {
    const middle = mean(block)
    return block.map(
      (y, run) =>
        y - middle - sum(effects.map((effect, i) => (effect / 2) * (signs[run]?.[i] ?? 0))),
    )
  })
  const freedom = count - blocks.length - factors
  const spread = Math.sqrt(sum(left.map((rest) => rest ** 2)) / freedom)
  return { effects, error: (2 * spread) / Math.sqrt(count), freedom }
}

/** Degrees of freedom of a sum of errors (Satterthwaite 1946). @param {readonly { error: number, freedom: number }[]} rows */
function welch(rows) {
  const squares = rows.map(({ error }) => error ** 2)
  return sum(squares) ** 2 / sum(rows.map(({ freedom }, i) => (squares[i] ?? 0) ** 2 / freedom))
}
