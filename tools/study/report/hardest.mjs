// @ts-check
import { groupBy, isNumber, mean } from '../stats/numbers.mjs'
import { scoresOf } from './compare.mjs'
import { table } from './texts.mjs'

/** @typedef {import('./compare.mjs').Cell} Cell */

/** How many of the lowest are named. */
const NAMED = 5

/**
 * Which cases hold a variant's mean down, on clean images: an image to look at says more than a mean.
 * Nothing where no line has cases.
 *
 * @param {readonly Cell[]} cells
 * @returns {string[]}
 */
export function hardest(cells) {
  const rows = cells
    .filter(({ regime }) => regime === 'clean')
    .flatMap((cell) => {
      const cases = byCase(cell)
      return cases.length === 0 ? [] : [[cell.set, cell.variant, ...rowOf(cases)]]
    })
  if (rows.length === 0) return []
  const head = ['Set', 'Variant', 'Mean', 'Median', 'Lowest tenth', 'All others', 'The lowest']
  return [
    `## Hardest cases\n\nDice of each case on clean images, averaged over seeds, where each seed gives it one; the ` +
      `lowest tenth is at least one case.\n\n${table(head, rows, 2)}`,
  ]
}

/** The cases that have a Dice with each seed, with its mean, the lowest first. @param {Cell} cell */
function byCase({ bySeed }) {
  const scored = [...bySeed.values()].flatMap((runs) =>
    [...scoresOf(runs, 2)].flatMap(([id, { value }]) => (isNumber(value) ? [{ id, value }] : [])),
  )
  return [...groupBy(scored, ({ id }) => id)]
    .filter(([, own]) => own.length === bySeed.size)
    .map(([id, own]) => ({ id, dice: mean(own.map(({ value }) => value)) }))
    .sort((a, b) => a.dice - b.dice)
}

/** @param {ReturnType<typeof byCase>} cases */
function rowOf(cases) {
  const dice = cases.map((one) => one.dice)
  const few = Math.max(1, Math.floor(dice.length / 10))
  const half = Math.floor(dice.length / 2)
  const median = mean(dice.slice(dice.length % 2 === 0 ? half - 1 : half, half + 1))
  const parts = [dice, [median], dice.slice(0, few), dice.slice(few)]
  // an id begins with the fold, which no image's name has
  const names = cases
    .slice(0, NAMED)
    .map(({ id, dice: value }) => `${nameOf(id)} ${value.toFixed(2)}`)
  return [...parts.map((part) => (part.length > 0 ? mean(part).toFixed(3) : '–')), names.join(', ')]
}

/** @param {string} id fold and name */
function nameOf(id) {
  return id.slice(id.indexOf(' ') + 1)
}
