import { fail } from '../errors.js'
import { scoreCase } from '../metrics/score-case.js'
import type { LabelMap } from '../sample.js'
import { applyObjectRules, type ObjectRule } from './object-rule.js'

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

/** A gain of Dice that is worth a rule. */
const WORTH = 0.002
/** Fewer cases tell nothing. */
const LEAST = 5

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
  if (cases.length < LEAST) return { rules, chosen }
  for (let label = 1; label < classes; label++) {
    const start = scoresOf(cases, rules, label, classes)
    let best = { rule: {} as ObjectRule, scores: start }
    for (let round = 0; round < 2; round++) {
      const tried = CANDIDATES.map((candidate) => {
        const rule = { ...best.rule, ...candidate }
        const with_ = rules.map((own, k) => (k === label ? rule : own))
        return { rule, scores: scoresOf(cases, with_, label, classes) }
      })
      const better = tried.filter(({ scores }) => helps(best.scores, scores))
      if (better.length === 0) break
      best = better.reduce((a, b) => (meanOf(b.scores.dice) > meanOf(a.scores.dice) ? b : a))
    }
    if (Object.keys(best.rule).length === 0) continue
    rules[label] = best.rule
    const [before, after] = [meanOf(start.dice), meanOf(best.scores.dice)]
    chosen.push({ label, rule: best.rule, before, after })
  }
  return { rules, chosen }
}

interface Scores {
  readonly dice: readonly number[]
  readonly hd95: readonly number[]
}

function scoresOf(
  cases: readonly Answered[],
  rules: readonly ObjectRule[],
  label: number,
  classes: number,
): Scores {
  const scored = cases.map(({ truth, answer }) => {
    const { classes: each } = scoreCase('', truth, applyObjectRules(answer, rules), classes)
    return each[label - 1] ?? fail('core', `there is no class ${label}.`)
  })
  return {
    dice: scored.map(({ dice }) => dice ?? 1),
    hd95: scored.map(({ hd95 }) => hd95 ?? 0),
  }
}

function helps(before: Scores, after: Scores): boolean {
  const gains = after.dice.map((dice, i) => dice - (before.dice[i] ?? 0))
  const gain = meanOf(gains)
  const spread = Math.sqrt(meanOf(gains.map((one) => (one - gain) ** 2)) / (gains.length - 1))
  return gain >= WORTH && gain > 2 * spread && meanOf(after.hd95) <= meanOf(before.hd95)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
