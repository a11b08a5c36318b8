import { aNumber, aText, definePart, type Given } from '@spad/core'
import { intensityOf } from './intensity.js'
import { addNoise, changeOn, someNoisy, strengthPerSample } from './perturb.js'
import { tidyNoise } from './tidy-noise.js'

const options = {
  /**
   * The tensors that are noised.
   * @default ['image']
   */
  on: { rule: someNoisy(), default: ['image'] },
  /**
   * Largest standard deviation at intensity 1, in those of the image.
   * @default 0.5
   */
  sigma: { rule: aNumber({ min: 0 }), default: 0.5 },
  /**
   * The name of its strength in the progress schedule.
   * @default 'gaussian'
   */
  intensity: { rule: aText(), default: 'gaussian' },
}

export interface GaussianOptions extends Given<typeof options> {}

/**
 * Plain noise everywhere: `v ← (v + s ε) / √(1 + s²)`, `s = λ σ u`, `u ~ U(0, 1)` per sample, with
 * the intensity `λ ≥ 0`. The division keeps unit variance, as preprocessing does with a noisy image.
 *
 * It tells nothing about where the target is.
 */
export const gaussian = /* @__PURE__ */ definePart({
  where: 'noise',
  kind: 'noise',
  type: 'gaussian',
  options,
  build: ({ on, sigma, intensity }) =>
    tidyNoise((batch, context) => {
      const scale = sigma * intensityOf(context, intensity)
      if (scale === 0) return batch
      const random = context.random.fork('gaussian')
      const strength = strengthPerSample(batch, scale, random.fork('strength'))
      return changeOn(batch, on, random, (values, own) => addNoise(values, strength, own))
    }),
})
