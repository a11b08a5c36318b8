import { fail } from '../support/errors.js'
import { IGNORED } from '../raster/ignored.js'
import type { LabelMap } from '../contracts/sample.js'

/** How like two label maps are, over the foreground classes that either shows. */
export interface Likeness {
  /** `2 |A ∩ B| / (|A| + |B|)`, mean over classes; 1 where neither shows any. */
  readonly dice: number
  /** `|A ∩ B| / |A ∪ B|`, mean over classes; 1 where neither shows any. */
  readonly iou: number
}

/**
 * Compares two label maps; pixels that either ignores do not count.
 *
 * @param classes Background included.
 * @throws SpadError if their sizes differ.
 */
export function likeness(a: LabelMap, b: LabelMap, classes: number): Likeness {
  if (a.height !== b.height || a.width !== b.width)
    fail(
      'core',
      `two label maps have ${a.width} × ${a.height} and ${b.width} × ${b.height} pixels: to be compared ` +
        'they must have one size.',
    )
  const [inA, inB, inBoth] = [0, 0, 0].map(() => new Float64Array(classes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (let i = 0; i < a.data.length; i++) {
    const p = a.data[i]!
    const q = b.data[i]!
    if ((p === 0 && q === 0) || p === IGNORED || q === IGNORED) continue
    inA[p] = inA[p]! + 1
    inB[q] = inB[q]! + 1
    if (p === q) inBoth[p] = inBoth[p]! + 1
  }
  let [dice, iou, shown] = [0, 0, 0]
  for (let k = 1; k < classes; k++) {
    const both = inBoth[k]!
    const total = inA[k]! + inB[k]!
    if (total === 0) continue
    shown++
    dice += (2 * both) / total
    iou += both / (total - both)
  }
  return shown === 0 ? { dice: 1, iou: 1 } : { dice: dice / shown, iou: iou / shown }
}
