import type { LabelMap } from '../contracts/sample.js'
import { meanOf } from './mean-of.js'
import { classDice } from '../objects/choose-object-rules.js'

/**
 * The mean Dice of each answer over the foreground classes that the truth or any of the answers shows, so
 * that they can be compared; `undefined` where there is none.
 */
export function meanClassDice(
  truth: LabelMap,
  answers: readonly LabelMap[],
  classes: number,
): number[] | undefined {
  const shown = new Set([truth, ...answers].flatMap(({ data }) => [...new Set(data)]))
  const labels = [...shown].filter((label) => label > 0 && label < classes)
  if (labels.length === 0) return undefined
  return answers.map((answer) => meanOf(labels.map((label) => classDice(truth, answer, label))))
}
