import { definePart, type Given } from '../contracts/define-part.js'
import { aShare } from '../contracts/rule.js'
import { aRange } from './a-range.js'
import { intensityAugment } from './intensity.js'

const options = {
  /**
   * The smallest and the largest factor. Exposures and gains differ by about this much; normalisation
   * per image undoes the factor itself, and leaves what saturates.
   * @default [0.8, 1.25]
   */
  factor: { rule: aRange('factor, both at least 0, such as [0.8, 1.25]', 0), default: [0.8, 1.25] },
  /**
   * How often the contrast changes.
   * @default 0.5
   */
  probability: { rule: aShare(), default: 0.5 },
}

export interface ContrastOptions extends Given<typeof options> {}

/**
 * Scales an image's distance from its mean.
 *
 * @throws SpadError if an option is out of range.
 */
export const contrast = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'augment',
  type: 'contrast',
  options,
  build: ({ factor: [smallest, largest], probability }) =>
    intensityAugment(probability, ({ data }, random) => {
      const gain = smallest + (largest - smallest) * random.uniform()
      const total = data.reduce((sum, value) => sum + value, 0)
      const mean = total / Math.max(1, data.length)
      const changed = new Float32Array(data.length)
      for (let i = 0; i < data.length; i++) changed[i] = mean + gain * (data[i]! - mean)
      return changed
    }),
})
