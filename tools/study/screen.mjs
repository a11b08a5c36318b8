// @ts-check
import { readLines } from './lines.mjs'
import { linesByOthers } from './lines-by-others.mjs'
import { signed, table } from './report/texts.mjs'
import { makeLines } from './runner.mjs'
import { isNumber, mean } from './stats/numbers.mjs'
import { listUnits } from './units.mjs'

/**
 * Successive halving: each rung trains what is left with a larger budget, from scratch, since a shorter
 * training has shorter schedules; then the better share stays, and the baseline always.
 *
 * A variant's gain is its validation Dice minus the baseline's, of the same set, fold, regime and seed,
 * averaged over all of them: what varies from seed to seed is the same for both.
 *
 * Source: Jamieson and Talwalkar 2016, "Non-stochastic best arm identification".
 *
 * @param {import('./plan.mjs').Plan} plan with a `screen`
 * @param {Omit<import('./units.mjs').Choice, 'split' | 'budget'>} choice
 * @param {{ data?: string | undefined, work: string }} places
 * @param {import('./runner.mjs').Setting} setting
 * @returns {Promise<{ rungs: Rung[], failures: string[] }>}
 */
export async function screen(plan, choice, places, setting) {
  const { rungs, keep } = /** @type {NonNullable<typeof plan.screen>} */ (plan.screen)
  let variants = withBaseline(choice.variants, plan.baseline)
  /** @type {Rung[]} */
  const found = []
  /** @type {string[]} */
  const failures = []
  for (const budget of rungs) {
    /** @type {import('./units.mjs').Choice} */
    const part = { ...choice, variants, split: 'val', budget }
    const units = await listUnits(plan, part, places)
    const others =
      setting.queue === undefined
        ? undefined
        : (/** @type {readonly import('./units.mjs').Unit[]} */ missing) =>
            linesByOthers(missing, part, setting)
    failures.push(...(await makeLines(units, setting, others)).failures)
    if (setting.stopping?.()) break
    const ranking = rank(readLines(setting.out), units, plan.baseline)
    const kept = Math.max(1, Math.ceil(keep * ranking.length))
    found.push({ budget, ranking, kept: ranking.slice(0, kept).map(({ variant }) => variant) })
    setting.say(`${rungText(/** @type {Rung} */ (found.at(-1)))}\n`)
    variants = withBaseline(found.at(-1)?.kept ?? [], plan.baseline)
  }
  return { rungs: found, failures }
}

/** @typedef {{ variant: string, gain: number, hd95: number, wins: number, pairs: number }} Rank */
/** @typedef {{ budget: number, ranking: Rank[], kept: string[] }} Rung */

/**
 * Variants from the largest gain in Dice to the smallest; one that lacks a pair failed, and is left out.
 *
 * @param {readonly import('./lines.mjs').Line[]} lines
 * @param {readonly Pick<import('./units.mjs').Unit, 'set' | 'fold' | 'regime' | 'seed' | 'variant' | 'config'>[]} units
 * @param {string} baseline
 * @returns {Rank[]} without the baseline
 */
export function rank(lines, units, baseline) {
  const made = new Map(
    lines.map((line) => [`${at(line)} ${line.variant} ${line.config}`, line.mean]),
  )
  const means = new Map(
    units.map((unit) => {
      const run = `${at(unit)} ${unit.variant}`
      return [run, made.get(`${run} ${unit.config}`)]
    }),
  )
  const places = [...new Set(units.map(at))]
  const variants = [...new Set(units.map(({ variant }) => variant))]
  const gains = (/** @type {string} */ variant, /** @type {'dice' | 'hd95'} */ metric) =>
    places
      .map((place) => {
        const [own, other] = [variant, baseline].map(
          (one) => means.get(`${place} ${one}`)?.[metric],
        )
        return isNumber(own) && isNumber(other) ? own - other : NaN
      })
      .filter(isNumber)
  return variants
    .filter((variant) => variant !== baseline)
    .map((variant) => {
      const dice = gains(variant, 'dice')
      const won = dice.filter((gain) => gain > 0).length
      return {
        variant,
        gain: mean(dice),
        hd95: mean(gains(variant, 'hd95')),
        wins: won,
        pairs: dice.length,
      }
    })
    .filter(({ pairs }) => pairs === places.length)
    .sort((a, b) => b.gain - a.gain)
}

/** @param {{ set: string, fold: string, regime: string, seed: number }} line */
function at({ set, fold, regime, seed }) {
  return [set, fold, regime, seed].join(' ')
}

/** @param {readonly string[]} variants @param {string} baseline */
function withBaseline(variants, baseline) {
  return [...new Set([baseline, ...variants])]
}

/** @param {Rung} rung */
export function rungText({ budget, ranking, kept }) {
  const rows = ranking.map(({ variant, gain, hd95, wins, pairs }) => [
    variant,
    signed(100 * gain, 2),
    `${wins} of ${pairs}`,
    signed(hd95, 1),
    kept.includes(variant) ? 'yes' : '',
  ])
  const head = ['Variant', 'Dice, points', 'Pairs won', 'HD95, px', 'Stays']
  return `\nBudget ${budget}, validation, over the baseline:\n\n${table(head, rows, 1)}\n`
}
