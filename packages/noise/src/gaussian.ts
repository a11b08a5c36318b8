import { checkNumber, type Configured, type Noise } from '@spad/core'
import { defineNoise } from './define-noise.js'
import { intensityOf } from './intensity.js'
import { addNoise, changeOn, checkOn, type Noisy, strengthPerSample } from './perturb.js'

export interface GaussianOptions {
  /**
   * The tensors that are noised.
   * @default ['image']
   */
  readonly on?: readonly Noisy[]
  /**
   * Largest standard deviation at intensity 1, in those of the image.
   * @default 0.5
   */
  readonly sigma?: number
  /**
   * The name of its strength in the progress schedule.
   * @default 'gaussian'
   */
  readonly intensity?: string
}

/**
 * Plain noise everywhere: `v ← (v + s ε) / √(1 + s²)`, `s = λ σ u`, `u ~ U(0, 1)` per sample, with
 * the intensity `λ ≥ 0`. The division keeps unit variance, as preprocessing does with a noisy image.
 *
 * It tells nothing about where the target is.
 */
export function gaussian(options: GaussianOptions = {}): Configured<Noise> {
  const { on = ['image'], sigma = 0.5, intensity = 'gaussian' } = options
  checkNumber('noise', 'sigma', sigma, { min: 0 })
  const names = checkOn(on)
  return defineNoise({ type: 'gaussian', on: names, sigma, intensity }, (batch, context) => {
    const scale = sigma * intensityOf(context, intensity)
    if (scale === 0) return batch
    const random = context.random.fork('gaussian')
    const strength = strengthPerSample(batch, scale, random.fork('strength'))
    return changeOn(batch, names, random, (values, own) => addNoise(values, strength, own))
  })
}
