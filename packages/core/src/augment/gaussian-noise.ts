import { definePart, type Given } from '../contracts/define-part.js'
import { aShare } from '../contracts/rule.js'
import { intensityAugment } from './intensity.js'

const options = {
  /**
   * The largest standard deviation, of a range of 1; each sample draws its own below it. About what a
   * low dose or a short exposure adds.
   * @default 0.05
   */
  deviation: { rule: aShare(), default: 0.05 },
  /**
   * How often noise is added.
   * @default 0.3
   */
  probability: { rule: aShare(), default: 0.3 },
}

export interface GaussianNoiseOptions extends Given<typeof options> {}

/**
 * Adds independent normal noise to each value of an image.
 *
 * @throws SpadError if an option is out of range.
 */
export const gaussianNoise = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'augment',
  type: 'noise',
  options,
  build: ({ deviation, probability }) =>
    intensityAugment(probability, ({ data }, random) => {
      const sigma = deviation * random.uniform()
      const changed = new Float32Array(data.length)
      const noise = new Float64Array(data.length)
      random.fillNormal(noise)
      for (let i = 0; i < data.length; i++) changed[i] = data[i]! + sigma * noise[i]!
      return changed
    }),
})
