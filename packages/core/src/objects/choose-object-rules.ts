import { IGNORED } from '../raster/ignored.js'
import { isClearGain } from '../metrics/clear-gain.js'
import { meanOf } from '../metrics/mean-of.js'
import { scoreCase } from '../metrics/score-case.js'
import type { LabelMap } from '../contracts/sample.js'
import type { ObjectRule } from '../contracts/model.js'
import { applyObjectRules } from './object-rule.js'

/** A validation case: what is true, and what the network answers. */
export interface Answered {
  readonly truth: LabelMap
  readonly answer: LabelMap
}

/** What was chosen for one class, and what it does to the cases that it was chosen on. */
export interface ChosenRule {
  readonly label: number
  readonly rule: ObjectRule
  /** Mean Dice of the class before and after, over all cases; in neither counts as 1. */
  readonly before: number
  readonly after: number
}

export interface ObjectChoice {
  /** One for each class, background first; empty where nothing helps. */
  readonly rules: readonly ObjectRule[]
  readonly chosen: readonly ChosenRule[]
}

/** In the order in which equals are preferred. */
const CANDIDATES: readonly ObjectRule[] = [
  { fill: true },
  ...[0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01].map((minSize) => ({ minSize })),
  { largest: true },
]

/** A gain of Dice that is worth a rule, and over how many cases at least. */
const CLEAR = { worth: 0.002, least: 5 }

/**
 * Chooses, class by class, what to do with the objects in an answer: nothing, unless it helps on the cases
 * at hand. A rule has to raise the mean Dice by 0.002, by more than twice its standard error, without
 * making the mean HD95 worse. A second rule is added to the first on the same terms.
 *
 * Source: nnU-Net (Isensee et al. 2021) keeps the largest component where cross-validation gains by it.
 *
 * @param classes How many there are, background included.
 */
export function chooseObjectRules(cases: readonly Answered[], classes: number): ObjectChoice {
  const rules = Array.from({ length: classes }, (): ObjectRule => ({}))
  const chosen: ChosenRule[] = []
  if (cases.length < CLEAR.least) return { rules, chosen }
  for (let label = 1; label < classes; label++) {
    const start = tried(cases, {}, label)
    let best = start
    for (let round = 0; round < 2; round++) {
      const better = CANDIDATES.map((candidate) =>
        tried(cases, { ...best.rule, ...candidate }, label),
      )
        .filter((one) => isClearGain(best.dice, one.dice, CLEAR))
        .sort((a, b) => meanOf(b.dice) - meanOf(a.dice))
        // distances take long, so they are measured for the few that gain
        .find((one) => hd95Of(cases, one, classes) <= hd95Of(cases, best, classes))
      if (!better) break
      best = better
    }
    if (best === start) continue
    rules[label] = best.rule
    chosen.push({ label, rule: best.rule, before: meanOf(start.dice), after: meanOf(best.dice) })
  }
  return { rules, chosen }
}

/** A rule for one class, and the Dice of the class in each case. */
interface Tried {
  readonly rule: ObjectRule
  readonly label: number
  readonly dice: readonly number[]
}

function tried(cases: readonly Answered[], rule: ObjectRule, label: number): Tried {
  const dice = cases.map(({ truth, answer }) =>
    classDice(truth, followed(answer, rule, label), label),
  )
  return { rule, label, dice }
}

const followed = (answer: LabelMap, rule: ObjectRule, label: number): LabelMap =>
  applyObjectRules(answer, [...new Array<ObjectRule>(label).fill({}), rule])

/** Dice of one class in a case; 1 where it is in neither. Pixels that the truth ignores do not count. */
export function classDice(truth: LabelMap, answer: LabelMap, label: number): number {
  let [both, sum] = [0, 0]
  for (let pixel = 0; pixel < truth.data.length; pixel++) {
    const known = truth.data[pixel]
    if (known === IGNORED) continue
    const [there, found] = [known === label, answer.data[pixel] === label]
    if (there && found) both++
    if (there) sum++
    if (found) sum++
  }
  return sum === 0 ? 1 : (2 * both) / sum
}

/** The mean over all cases; 0 where the class is in neither. */
function hd95Of(cases: readonly Answered[], { rule, label }: Tried, classes: number): number {
  return meanOf(
    cases.map(({ truth, answer }) => {
      const { classes: each } = scoreCase('', truth, followed(answer, rule, label), classes)
      return each[label - 1]?.hd95 ?? 0
    }),
  )
}
