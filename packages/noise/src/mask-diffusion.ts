import { add, mul, type Rank, sub, tensor1d, tensor4d, type Tensor4D } from '@tensorflow/tfjs-core'
import {
  aNumber,
  definePart,
  type Given,
  type NoiseSchedule,
  type Random,
  randomNormal,
} from '@spad/core'
import { tidyNoise } from './tidy-noise.js'
import { alphaBarAt, aNoiseSchedule, drawTimes } from './times.js'

const options = {
  /** ᾱ(t), the same as the model's for sampling. */
  noiseSchedule: { rule: aNoiseSchedule() },
  /**
   * `b`: the clean mask enters as `b (2y − 1)`; the smaller, the less a noisy mask gives away.
   * @default 0.1
   */
  signalScale: { rule: aNumber({ above: 0 }), default: 0.1 },
  /**
   * Times are drawn as `t = u^(1 / bias)`: above 1, more of them are noisy.
   * @default 3
   */
  bias: { rule: aNumber({ above: 0 }), default: 3 },
}

export interface MaskDiffusionOptions extends Given<typeof options> {}

/**
 * The forward process of mask diffusion: fills `state` with noisy masks of unit variance and
 * `timestep` with their times.
 *
 * `state = (√ᾱ b (2y − 1) + √(1 − ᾱ) ε) / √(ᾱ b² + 1 − ᾱ)`, `t = u^(1 / bias)`, `u ~ U(0, 1)`. It has
 * no intensity: the network always needs a state.
 *
 * Source: Ho et al. 2020 (DDPM), eq. 4; the scale and the division by the standard deviation are
 * Chen 2023, "On the importance of noise scheduling for diffusion models", section 2.
 */
export const maskDiffusion = /* @__PURE__ */ definePart({
  where: 'noise',
  kind: 'noise',
  type: 'maskDiffusion',
  options,
  build: ({ noiseSchedule, signalScale, bias }) =>
    tidyNoise((batch, context) => {
      const random = context.random.fork('maskDiffusion')
      const times = drawTimes(batch.target.shape[0], bias, random.fork('time'))
      const state = noisyMask(batch.target, times, { noiseSchedule, signalScale }, random)
      return { ...batch, state, timestep: tensor1d(times) }
    }),
})

/** `(√ᾱ b (2y − 1) + √(1 − ᾱ) ε) / √(ᾱ b² + 1 − ᾱ)` at a time for each sample. */
export function noisyMask(
  mask: Tensor4D,
  times: readonly number[],
  {
    noiseSchedule,
    signalScale,
  }: { readonly noiseSchedule: NoiseSchedule; readonly signalScale: number },
  random: Random,
): Tensor4D {
  const levels = times.map((t) => noiseLevel(alphaBarAt(noiseSchedule, t), signalScale))
  const noise = randomNormal<Rank.R4>(mask.shape, random.fork('noise'))
  return add(
    mul(perSample(levels.map(({ signal }) => signal)), sub(mul(mask, 2), 1)),
    mul(perSample(levels.map((level) => level.noise)), noise),
  )
}

/** A number for each sample: `[batch, 1, 1, 1]`. */
export function perSample(values: readonly number[]): Tensor4D {
  return tensor4d([...values], [values.length, 1, 1, 1])
}

/** Factors of `2y − 1` and of `ε` in a state of unit variance. */
function noiseLevel(alphaBar: number, scale: number): { signal: number; noise: number } {
  const deviation = Math.sqrt(alphaBar * scale ** 2 + 1 - alphaBar)
  return {
    signal: (Math.sqrt(alphaBar) * scale) / deviation,
    noise: Math.sqrt(1 - alphaBar) / deviation,
  }
}
