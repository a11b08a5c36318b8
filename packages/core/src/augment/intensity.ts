import { checkNumber } from '../support/check.js'
import type { Random } from '../support/random.js'
import type { Raster } from '../contracts/sample.js'
import type { Augment } from './augment.js'

/**
 * An {@link Augment} that changes an image's values and leaves the labels alone.
 *
 * @param probability How often it acts at all.
 * @param change Returns new values, which are then clamped to `[0, 1]`.
 */
export function intensityAugment(
  probability: number,
  change: (image: Raster, random: Random) => Float32Array,
): Augment {
  checkNumber('core', 'probability', probability, { min: 0, max: 1 })
  return (sample, random) => {
    if (random.uniform() >= probability) return sample
    const data = change(sample.image, random)
    for (let i = 0; i < data.length; i++) {
      const value = data[i]!
      if (value < 0) data[i] = 0
      else if (value > 1) data[i] = 1
    }
    return { ...sample, image: { ...sample.image, data } }
  }
}
