import { type Batch, checkNumber, configOf, type Configured, type Noise } from '@spad/core'
import { defineNoise } from './define-noise.js'
import { drawShare, selectSamples } from './select.js'

/**
 * Leaves a random share of the samples as they were, as all are at inference.
 *
 * A `state` or `timestep` that the noise makes from nothing is kept for all samples.
 *
 * @param share Share of untouched samples, `[0, 1]`.
 */
export function cleanShare(noise: Noise, share: number): Configured<Noise> {
  checkNumber('noise', 'share', share, { min: 0, max: 1 })
  const config = { type: 'cleanShare', noise: configOf(noise), share }
  return defineNoise(config, (batch, { intensity, random }) => {
    const noisy = noise(batch, { intensity, random: random.fork('noise') })
    if (noisy === batch) return batch
    const clean = drawShare(batch.image.shape[0], share, random.fork('chosen'))
    return pick(clean, batch, noisy)
  })
}

function pick(clean: readonly boolean[], batch: Batch, noisy: Batch): Batch {
  return {
    ...noisy,
    image: selectSamples(clean, batch.image, noisy.image),
    target: selectSamples(clean, batch.target, noisy.target),
    weight: selectSamples(clean, batch.weight, noisy.weight),
    ...(batch.state && noisy.state
      ? { state: selectSamples(clean, batch.state, noisy.state) }
      : {}),
    ...(batch.timestep && noisy.timestep
      ? { timestep: selectSamples(clean, batch.timestep, noisy.timestep) }
      : {}),
  }
}
