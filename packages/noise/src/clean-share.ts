import { aShare, type Batch, type Configured, definePart, type Noise, partOf } from '@spad/core'
import { drawShare, selectSamples } from './select.js'
import { tidyNoise } from './tidy-noise.js'

/**
 * Leaves a random share of the samples as they were, as all are at inference.
 *
 * A `state` or `timestep` that the noise makes from nothing is kept for all samples.
 *
 * @param share Share of untouched samples, `[0, 1]`.
 */
export function cleanShare(noise: Noise, share: number): Configured<Noise> {
  return cleanSharePart({ noise, share })
}

export const cleanSharePart = /* @__PURE__ */ definePart({
  where: 'noise',
  kind: 'noise',
  type: 'cleanShare',
  options: {
    /** What is applied to the others. */
    noise: { rule: partOf<Noise>('noise') },
    /** Share of untouched samples, `[0, 1]`. */
    share: { rule: aShare() },
  },
  build: ({ noise, share }) =>
    tidyNoise((batch, { intensity, random }) => {
      const noisy = noise(batch, { intensity, random: random.fork('noise') })
      if (noisy === batch) return batch
      const clean = drawShare(batch.image.shape[0], share, random.fork('chosen'))
      return pick(clean, batch, noisy)
    }),
})

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
