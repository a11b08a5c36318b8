import { fail } from '../support/errors.js'
import type { LabelMap } from '../contracts/sample.js'
import { softTarget } from './soft-target.js'

/** The shares of samples that a band holds, narrow last; a band's label is its place here, from 1. */
export const BANDS = [0.95, 0.8, 0.5] as const

/**
 * Where the boundary lies in the middle 50, 80 and 95 % of samples: 3 where more than a quarter of them
 * disagree with the others on a class, 2 where more than a tenth do, 1 where more than a fortieth do, 0
 * elsewhere.
 *
 * @param classes Background included.
 * @throws SpadError without samples, or if their sizes differ.
 */
export function boundaryBand(samples: readonly LabelMap[], classes: number): LabelMap {
  const { height, width } = samples[0] ?? fail('core', '`samples` is empty: give at least one.')
  const share = softTarget(samples, classes)
  const data = new Uint8Array(height * width)
  for (let pixel = 0; pixel < data.length; pixel++) {
    let divided = 0
    for (let k = 0; k < classes; k++) {
      const s = share[pixel * classes + k]!
      divided = Math.max(divided, Math.min(s, 1 - s))
    }
    data[pixel] = BANDS.filter((held) => divided > (1 - held) / 2).length
  }
  return { data, height, width }
}
