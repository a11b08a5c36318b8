// @ts-check
import { fail } from '@spad/core'
import { holm } from '../stats/holm.mjs'
import { deviation, groupBy, isNumber, mean } from '../stats/numbers.mjs'
import { tInterval } from '../stats/t-interval.mjs'
import { wilcoxon } from '../stats/wilcoxon.mjs'

/** @typedef {import('../lines.mjs').Line} Line */

/** The scores of a case that are compared, by their place in a line's `cases`. */
export const METRICS = /** @type {const} */ ([
  { key: 'dice', label: 'Dice', place: 2, digits: 3, unit: 1, better: 'higher' },
  { key: 'hd95', label: 'HD95, px', place: 3, digits: 1, unit: 1, better: 'lower' },
  { key: 'nsd', label: 'NSD, 2 px', place: 4, digits: 3, unit: 1, better: 'higher' },
])

/** @typedef {typeof METRICS[number]['key']} Metric */

/**
 * All runs of one variant on one set in one regime.
 *
 * @typedef {object} Cell
 * @property {string} set
 * @property {string} variant
 * @property {string} regime
 * @property {Map<number, Line[]>} bySeed the folds of each seed that has them all
 */

/**
 * Groups lines into cells; the folds of a seed are one run whose cases are the union. A seed that lacks a
 * fold is left out. In order: by set, the clean regime first, the baseline first.
 *
 * @param {readonly Line[]} lines
 * @param {string} baseline
 * @returns {Cell[]}
 */
export function cellsOf(lines, baseline = '') {
  const folds = new Map(
    [...groupBy(lines, ({ set }) => set)].map(([set, own]) => [
      set,
      new Set(own.map(({ fold }) => fold)).size,
    ]),
  )
  const groups = groupBy(lines, ({ set, variant, regime }) =>
    JSON.stringify([set, variant, regime]),
  )
  const cells = [...groups.values()].map((own) => {
    const [{ set, variant, regime }] = /** @type {[Line]} */ (own)
    refuseMixture(own)
    const whole = [...groupBy(own, ({ seed }) => seed)].filter(
      ([, runs]) => runs.length === folds.get(set),
    )
    return { set, variant, regime, bySeed: new Map(whole.sort(([a], [b]) => a - b)) }
  })
  const place = (/** @type {Cell} */ { set, regime, variant }) =>
    [set, regime === 'clean' ? '' : regime, variant === baseline ? '' : variant].join('\n')
  return cells.sort((a, b) => (place(a) < place(b) ? -1 : 1))
}

/** Runs of other options are no repetition of each other. @param {readonly Line[]} lines of one cell */
function refuseMixture(lines) {
  for (const [fold, own] of groupBy(lines, (line) => line.fold)) {
    const configs = new Set(own.map(({ config }) => config))
    const seeds = new Set(own.map(({ seed }) => seed))
    const [{ set, variant, regime }] = /** @type {[Line]} */ (own)
    const what = `${variant} on ${set} (${fold}, ${regime})`
    if (configs.size > 1)
      fail(
        'study',
        `${what} has lines of ${configs.size} configs (${[...configs].join(', ')}), which are no repetitions ` +
          'of each other. Keep those of one, or take those of the newest by `--latest`.',
      )
    if (seeds.size < own.length) fail('study', `${what} has several lines of one seed. Keep one.`)
  }
}

/** The mean of a metric in each seed, as `[seed, value]`: over all cases, whichever fold they are in. @param {Cell} cell @param {(line: Line) => number | null | undefined} value */
export function perSeed({ bySeed }, value) {
  return [...bySeed].flatMap(([seed, runs]) => {
    const weighed = runs.map((run) => ({ value: value(run), weight: run.mean.cases ?? 1 }))
    if (!weighed.every((one) => isNumber(one.value))) return []
    const weight = weighed.reduce((sum, one) => sum + one.weight, 0)
    const total = weighed.reduce((sum, one) => sum + (one.value ?? 0) * one.weight, 0)
    return [/** @type {[number, number]} */ ([seed, total / weight])]
  })
}

/** @param {Cell} cell @param {Metric} metric */
export function meansOf(cell, metric) {
  return perSeed(cell, (line) => line.mean[metric])
}

/** `0.123 ± 0.004` over seeds, a dash without values. @param {readonly number[]} values @param {number} digits */
export function spreadText(values, digits) {
  if (values.length === 0) return '–'
  const middle = mean(values).toFixed(digits)
  return values.length > 1 ? `${middle} ± ${deviation(values).toFixed(digits)}` : middle
}

/**
 * A variant against the baseline, on the same set, regime, seeds and cases.
 *
 * @param {Cell} cell
 * @param {Cell} baseline
 * @param {typeof METRICS[number]} metric
 */
function compare(cell, baseline, { key, place }) {
  const gains = gainsOf(meansOf(cell, key), meansOf(baseline, key))
  const seeds = [...cell.bySeed.keys()].filter((seed) => baseline.bySeed.has(seed))
  const cases = caseGains(cell, baseline, seeds, place)
  // over the cases of one training a test would say how that one differs, which chance alone can make it do
  const test = seeds.length > 1 ? wilcoxon : () => ({ p: null })
  const groups = groupGains(cases)
  return {
    seeds: tInterval(gains),
    gains,
    cases: { ...test(cases.map(({ gain }) => gain)), of: cases.length },
    groups: groups.length < cases.length ? { ...test(groups), interval: tInterval(groups) } : null,
  }
}

/** The baseline on the same set in the same regime. @param {Cell} cell @param {readonly Cell[]} cells @param {string} baseline */
export function baseOf({ set, regime }, cells, baseline) {
  return cells.find((one) => one.variant === baseline && one.set === set && one.regime === regime)
}

/** The differences of equal seeds. @param {readonly [number, number][]} own @param {readonly [number, number][]} base */
export function gainsOf(own, base) {
  const others = new Map(base)
  return own.flatMap(([seed, value]) => {
    const other = others.get(seed)
    return other === undefined ? [] : [value - other]
  })
}

/**
 * Each case's difference, averaged over seeds; a case that lacks a score in any run is left out.
 *
 * @param {Cell} cell @param {Cell} baseline @param {readonly number[]} seeds @param {2 | 3 | 4} place
 */
export function caseGains(cell, baseline, seeds, place) {
  /** @type {Map<string, { group: string, gains: number[] }>} */
  const found = new Map()
  for (const seed of seeds) {
    const base = scoresOf(baseline.bySeed.get(seed) ?? [], place)
    for (const [id, { group, value }] of scoresOf(cell.bySeed.get(seed) ?? [], place)) {
      const other = base.get(id)?.value
      if (!isNumber(value) || !isNumber(other)) continue
      const known = found.get(id) ?? { group, gains: [] }
      known.gains.push(value - other)
      found.set(id, known)
    }
  }
  return [...found]
    .filter(([, { gains }]) => gains.length === seeds.length)
    .map(([id, { group, gains }]) => ({ id, group, gain: mean(gains) }))
}

/** The mean difference of each patient. @param {readonly { group: string, gain: number }[]} cases */
export function groupGains(cases) {
  return [...groupBy(cases, ({ group }) => group).values()].map((own) =>
    mean(own.map(({ gain }) => gain)),
  )
}

/** @param {readonly Line[]} runs @param {2 | 3 | 4} place */
export function scoresOf(runs, place) {
  return new Map(
    runs.flatMap(({ fold, cases = [] }) =>
      cases.map((one) => [
        `${fold} ${one[0]}`,
        { group: `${fold} ${one[1] || one[0]}`, value: one[place] },
      ]),
    ),
  )
}

/**
 * Every variant against the baseline; p-values over cases are corrected within a metric, over all sets,
 * regimes and variants that are compared here.
 *
 * @param {readonly Cell[]} cells
 * @param {string} baseline
 */
export function compareAll(cells, baseline) {
  return METRICS.flatMap((metric) => {
    const rows = cells
      .filter(({ variant }) => variant !== baseline)
      .flatMap((cell) => {
        const base = baseOf(cell, cells, baseline)
        return base ? [{ metric, cell, ...compare(cell, base, metric) }] : []
      })
    const adjusted = holm(rows.map(({ cases }) => cases.p))
    return rows.map((row, i) => ({ ...row, holm: adjusted[i] ?? null }))
  })
}
