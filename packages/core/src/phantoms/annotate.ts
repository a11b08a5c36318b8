import { smoothField } from '../augment/smooth-field.js'
import { identityField, resampleLabels } from '../augment/warp.js'
import type { Random } from '../support/random.js'
import type { LabelMap } from '../contracts/sample.js'

/**
 * What an annotator might have drawn: the true map with its boundaries displaced by a smooth random
 * field, a slow drift of the hand and a faster tremor.
 *
 * @param ambiguity Root mean square displacement per axis, as a share of the shorter side.
 */
export function annotate(truth: LabelMap, ambiguity: number, random: Random): LabelMap {
  const { height, width } = truth
  const side = Math.min(height, width)
  const reach = ambiguity * side * Math.SQRT1_2
  const field = identityField(height, width)
  for (const axis of [field.y, field.x])
    for (const spacing of [0.2, 0.07]) {
      const offset = smoothField(height, width, Math.max(1, spacing * side), random)
      for (let i = 0; i < axis.length; i++) axis[i] = axis[i]! + reach * offset[i]!
    }
  return resampleLabels(truth, field)
}
