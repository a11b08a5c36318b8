// @ts-check
import { deviation, isNumber, mean } from '../stats/numbers.mjs'
import { detectable, seedsNeeded, spreads } from '../stats/power.mjs'
import { caseGains, cellsOf, groupGains, scoresOf } from './compare.mjs'
import { table } from './texts.mjs'

/**
 * How many seeds show a difference on each set, by the baseline's spread.
 *
 * @param {readonly import('../lines.mjs').Line[]} lines of one split
 * @param {{ baseline: string, difference: number, power: number }} options
 */
export function powerText(lines, { baseline, difference, power }) {
  const cells = cellsOf(lines, baseline)
  const rows = cells
    .filter(({ variant, bySeed }) => variant === baseline && bySeed.size > 1)
    .map((cell) => {
      const own = spreads(scoreTable(cell))
      const needed = (/** @type {number} */ spread) =>
        String(seedsNeeded(difference, Math.SQRT2 * spread, power) ?? 'over 200')
      const others = cells.filter(
        (one) => one !== cell && one.set === cell.set && one.regime === cell.regime,
      )
      const compared = others.flatMap((other) => gainsBetween(other, cell))
      const seen = spreadOf(compared.map((cases) => cases.map(({ gain }) => gain)))
      const patients = compared.map(groupGains)
      const people = patients[0]?.length ?? 0
      const least = (Math.SQRT2 * own.residual) / Math.sqrt(5)
      const points = (/** @type {number} */ value) =>
        Number.isNaN(value) ? '–' : (100 * value).toFixed(1)
      return [
        cell.set,
        cell.regime,
        `${own.seeds}`,
        `${own.cases}`,
        ...[own.mean, own.seed, own.case, own.residual].map(points),
        needed(own.seed),
        needed(own.pessimistic),
        points(detectable(own.cases, least, power) ?? NaN),
        points(detectable(own.cases, seen, power) ?? NaN),
        ...(people < own.cases && people > 0
          ? [`${people}`, points(detectable(people, spreadOf(patients), power) ?? NaN)]
          : ['–', '–']),
      ]
    })
  const head = [
    ...[
      'Set',
      'Regime',
      'Seeds',
      'Cases',
      'Dice',
      'SD of seeds',
      'SD of cases',
      'SD of a case over seeds',
    ],
    ...['Seeds needed', 'at the upper limit', 'Cases show, at least', 'as seen'],
    ...['Patients', 'Patients show'],
  ]
  return (
    `Power of a comparison with \`${baseline}\`, in Dice points (hundredths).\n\n${table(head, rows, 2)}\n\n` +
    `Seeds needed: per variant, to show ${points1(difference)} Dice point(s) with a power of ${power} by the t-test over ` +
    'seeds; one difference scatters by √2 of the SD of seeds. At the upper limit: the same with the upper 80 % ' +
    'confidence limit of that SD, which few seeds leave wide. Cases show: the smallest difference that the test over ' +
    'cases shows, of 5 seeds, if both variants did equally well on each case (at least), and with the scatter of the ' +
    'variants that are in the file (as seen). Patients show: the same of their means, where cases share a patient and so ' +
    'are no independent witnesses.'
  )
}

/** @param {number} difference */
function points1(difference) {
  return (100 * difference).toFixed(difference < 0.01 ? 1 : 0)
}

/** `[seeds][cases]` of Dice. @param {import('./compare.mjs').Cell} cell */
function scoreTable({ bySeed }) {
  const runs = [...bySeed.values()].map((lines) => scoresOf(lines, 2))
  const ids = [...new Set(runs.flatMap((run) => [...run.keys()]))]
  return runs.map((run) => ids.map((id) => run.get(id)?.value ?? null))
}

/** The differences of two variants by case, none without a common seed. @param {import('./compare.mjs').Cell} cell @param {import('./compare.mjs').Cell} baseline */
function gainsBetween(cell, baseline) {
  const seeds = [...cell.bySeed.keys()].filter((seed) => baseline.bySeed.has(seed))
  return seeds.length > 0 ? [caseGains(cell, baseline, seeds, 2)] : []
}

/** How much the differences scatter, a mean over comparisons. @param {readonly (readonly number[])[]} comparisons */
function spreadOf(comparisons) {
  return mean(comparisons.map((gains) => deviation(gains)).filter(isNumber))
}
