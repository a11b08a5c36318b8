import { fail } from '../support/errors.js'
import type { LabelMap } from '../contracts/sample.js'
import { likeness } from './likeness.js'

/**
 * How much readers agree: the mean Dice over all pairs of two, in `[0, 1]`; see {@link likeness}. A single
 * reader agrees with himself.
 *
 * @param classes Background included.
 * @throws SpadError without readers, or if their sizes differ.
 */
export function pairwiseDice(readers: readonly LabelMap[], classes: number): number {
  if (readers.length === 0) fail('core', '`readers` is empty: agreement needs at least one.')
  let sum = 0
  let pairs = 0
  readers.forEach((one, i) => {
    for (const other of readers.slice(i + 1)) {
      sum += likeness(one, other, classes).dice
      pairs++
    }
  })
  return pairs === 0 ? 1 : sum / pairs
}
