// @ts-check
import jStat from 'jstat'
import { fail } from '@spad/core'
import { deviation, isNumber, mean } from '../study/stats/numbers.mjs'

/** @typedef {import('../study/lines.mjs').Line} Line */

/**
 * A metric over the seeds of one configuration, and of the model that ships.
 *
 * @typedef {{ mean: number, deviation: number | null, shipped: number }} Figure `null`: of one seed
 */

/**
 * What a card says of a model's scores.
 *
 * @typedef {object} Figures
 * @property {string} split
 * @property {number} cases on which the means are taken: those with the class in truth or answer
 * @property {number} empty those with it in neither, rightly left empty
 * @property {number[]} seeds
 * @property {Record<'dice' | 'hd95' | 'nsd', Figure>} mean
 * @property {{ name: string, cases: number, dice: Figure, hd95: Figure }[]} classes
 * @property {Record<'ged' | 'hmIou' | 'spread' | 'readerSpread', Figure>} [readers] where several readers drew
 */

/**
 * The run that ships: the best by the validation that chose its model. Test scores have no part in it.
 *
 * @param {readonly Line[]} lines
 */
export function chooseLine(lines) {
  const [first, ...others] = lines
  if (!first) return fail('weights', '`--lines` has no run of this configuration.')
  return others.reduce((best, line) => (validation(line) > validation(best) ? line : best), first)
}

/** @param {Line} line */
export function validation({ best, set, seed }) {
  return best?.dice ?? fail('weights', `the run of ${set} with seed ${seed} was not validated.`)
}

/**
 * @param {readonly Line[]} lines of one configuration, one a seed
 * @param {Line} shipped
 * @returns {Figures}
 */
export function figuresOf(lines, shipped) {
  const figure = (/** @type {(line: Line) => number | null | undefined} */ pick) => {
    const values = lines.map(pick).filter(isNumber)
    const round = (/** @type {number} */ value) => Number(value.toFixed(4))
    return {
      mean: round(mean(values)),
      deviation: values.length < 2 ? null : round(deviation(values)),
      shipped: round(pick(shipped) ?? NaN),
    }
  }
  return {
    split: shipped.split,
    cases: shipped.mean.cases,
    empty: shipped.mean.trueNegative,
    seeds: lines.map(({ seed }) => seed),
    mean: {
      dice: figure((line) => line.mean.dice),
      hd95: figure((line) => line.mean.hd95),
      nsd: figure((line) => line.mean.nsd),
    },
    ...(shipped.readers
      ? {
          readers: {
            ged: figure((line) => line.readers?.ged),
            hmIou: figure((line) => line.readers?.hmIou),
            spread: figure((line) => line.readers?.spread),
            readerSpread: figure((line) => line.readers?.readerSpread),
          },
        }
      : {}),
    classes: shipped.classes.map(({ name, cases }, k) => ({
      name,
      cases,
      dice: figure((line) => line.classes[k]?.dice),
      hd95: figure((line) => line.classes[k]?.hd95),
    })),
  }
}

/**
 * The Dice that 19 of 20 further trainings of the same configuration reach: the lower end of the one-sided
 * prediction interval by Student's t, from the mean and the spread over few seeds.
 *
 * @param {Figures} figures
 */
export function reachableDice({ seeds, mean: { dice } }) {
  const n = seeds.length
  if (dice.deviation === null)
    return fail(
      'weights',
      'the card is of one seed: without a spread no other training can be judged.',
    )
  return dice.mean - jStat.studentt.inv(0.95, n - 1) * dice.deviation * Math.sqrt(1 + 1 / n)
}
