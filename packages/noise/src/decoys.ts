import type { Tensor } from '@tensorflow/tfjs-core'
import {
  aShare,
  type Batch,
  type Configured,
  definePart,
  type Given,
  type Noise,
  partOf,
} from '@spad/core'
import { drawShare, pickSamples, replaceSamples } from './select.js'
import { tidyNoise } from './tidy-noise.js'

const options = {
  /** What is applied. */
  noise: { rule: partOf<Noise>('noise') },
  /** Share of the samples that get a decoy, `[0, 1]`. @default 0.5 */
  share: { rule: aShare(), default: 0.5 },
}

export interface DecoysOptions extends Omit<Given<typeof options>, 'noise'> {}

/**
 * Also applies a noise where the target of **another** sample of the batch lies, so that noise alone
 * does not give the target away. The sample's own target and weight stay as the noise left them.
 *
 * In a batch of one there is no other sample and so no decoy. A `state` that the noise makes from
 * nothing gets none either: put `maskDiffusion` before, outside.
 */
export function decoys(noise: Noise, more: DecoysOptions = {}): Configured<Noise> {
  return decoysPart({ noise, ...more })
}

export const decoysPart = /* @__PURE__ */ definePart({
  where: 'noise',
  kind: 'noise',
  type: 'decoys',
  options,
  build: ({ noise, share }) =>
    tidyNoise((batch, { intensity, random }) => {
      const noisy = noise(batch, { intensity, random: random.fork('own') })
      const samples = batch.image.shape[0]
      if (samples < 2 || (noisy.image === batch.image && noisy.state === batch.state)) return noisy
      const chosen = drawShare(samples, share, random.fork('chosen')).flatMap((isChosen, sample) =>
        isChosen ? [sample] : [],
      )
      if (chosen.length === 0) return noisy
      const others = chosen.map((sample) => (sample + 1) % samples)
      const picked = Object.entries(noisy).map(([name, values]) => [
        name,
        pickSamples(values as Tensor, chosen),
      ])
      const { image, state } = noise(
        { ...(Object.fromEntries(picked) as Batch), target: pickSamples(batch.target, others) },
        { intensity, random: random.fork('decoy') },
      )
      return {
        ...noisy,
        image: replaceSamples(noisy.image, chosen, image),
        ...(batch.state && noisy.state && state
          ? { state: replaceSamples(noisy.state, chosen, state) }
          : {}),
      }
    }),
})
