import { add, mul, tensor1d } from '@tensorflow/tfjs-core'
import { aNumber, definePart, drawClasses, type Given } from '@spad/core'
import { perSample } from './mask-diffusion.js'
import { tidyNoise } from './tidy-noise.js'
import { alphaBarAt, aNoiseSchedule, drawTimes } from './times.js'

const options = {
  /** ᾱ(t), the same as the model's for sampling: how likely a pixel still has its class. */
  noiseSchedule: { rule: aNoiseSchedule() },
  /**
   * Times are drawn as `t = u^(1 / bias)`: above 1, more of them are noisy.
   * @default 2
   */
  bias: { rule: aNumber({ above: 0 }), default: 2 },
}

export interface CategoricalDiffusionOptions extends Given<typeof options> {}

/**
 * The forward process of categorical mask diffusion: each pixel of `state` keeps its class with probability
 * ᾱ(t), or takes any class, each as likely; `timestep` holds the times.
 *
 * `c ~ Cat(ᾱ y + (1 − ᾱ)/K)`, `state = (c − 1/K) K / √(K − 1)`, `t = u^(1 / bias)`, `u ~ U(0, 1)`. A soft
 * target `y` draws first which reader is right. It has no intensity. Sample it by `categorical()` of
 * `@spad/scheduler`, with a model whose `signalScale` is 1.
 *
 * Sources: Hoogeboom et al. 2021, "Argmax flows and multinomial diffusion", section 4; Zbinden et al. 2023,
 * "Stochastic segmentation with conditional categorical diffusion models" (CCDM), for masks.
 */
export const categoricalDiffusion = /* @__PURE__ */ definePart({
  where: 'noise',
  kind: 'noise',
  type: 'categoricalDiffusion',
  options,
  build: ({ noiseSchedule, bias }) =>
    tidyNoise((batch, context) => {
      const random = context.random.fork('categoricalDiffusion')
      const { target } = batch
      const [samples, , , classes] = target.shape
      const times = drawTimes(samples, bias, random.fork('time'))
      const kept = times.map((t) => alphaBarAt(noiseSchedule, t))
      const any = kept.map((alphaBar) => (1 - alphaBar) / classes)
      const state = drawClasses(
        add(mul(target, perSample(kept)), perSample(any)),
        random.fork('classes'),
      )
      return { ...batch, state, timestep: tensor1d(times) }
    }),
})
