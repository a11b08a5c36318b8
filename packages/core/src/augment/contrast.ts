import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'
import type { Augment } from './augment.js'
import { intensityAugment } from './intensity.js'

export interface ContrastOptions {
  /**
   * The smallest and the largest factor. Exposures and gains differ by about this much; normalisation
   * per image undoes the factor itself, and leaves what saturates.
   * @default [0.8, 1.25]
   */
  readonly factor?: readonly [number, number]
  /**
   * How often the contrast changes.
   * @default 0.5
   */
  readonly probability?: number
}

/**
 * Scales an image's distance from its mean.
 *
 * @throws SpadError if an option is out of range.
 */
export function contrast({
  factor = [0.8, 1.25],
  probability = 0.5,
}: ContrastOptions = {}): Augment {
  const [smallest, largest] = factor
  checkNumber('core', 'probability', probability, { min: 0, max: 1 })
  if (!(smallest >= 0 && largest >= smallest && largest < Infinity))
    fail(
      'core',
      `\`factor\` is [${factor.join(', ')}]: it must be the smallest and the largest factor, ` +
        'both at least 0, such as [0.8, 1.25].',
    )
  return intensityAugment(probability, ({ data }, random) => {
    const gain = smallest + (largest - smallest) * random.uniform()
    const total = data.reduce((sum, value) => sum + value, 0)
    const mean = total / Math.max(1, data.length)
    const changed = new Float32Array(data.length)
    for (let i = 0; i < data.length; i++) changed[i] = mean + gain * ((data[i] ?? 0) - mean)
    return changed
  })
}
