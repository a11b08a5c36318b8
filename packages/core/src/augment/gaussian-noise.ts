import { checkNumber } from '../support/check.js'
import type { Augment } from './augment.js'
import { intensityAugment } from './intensity.js'

export interface GaussianNoiseOptions {
  /**
   * The largest standard deviation, of a range of 1; each sample draws its own below it. About what a
   * low dose or a short exposure adds.
   * @default 0.05
   */
  readonly deviation?: number
  /**
   * How often noise is added.
   * @default 0.3
   */
  readonly probability?: number
}

/**
 * Adds independent normal noise to each value of an image.
 *
 * @throws SpadError if an option is out of range.
 */
export function gaussianNoise({
  deviation = 0.05,
  probability = 0.3,
}: GaussianNoiseOptions = {}): Augment {
  checkNumber('core', 'deviation', deviation, { min: 0, max: 1 })
  return intensityAugment(probability, ({ data }, random) => {
    const sigma = deviation * random.uniform()
    const changed = new Float32Array(data.length)
    const noise = new Float64Array(data.length)
    random.fillNormal(noise)
    for (let i = 0; i < data.length; i++) changed[i] = (data[i] ?? 0) + sigma * (noise[i] ?? 0)
    return changed
  })
}
