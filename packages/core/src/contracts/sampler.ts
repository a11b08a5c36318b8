import type { Tensor4D } from '@tensorflow/tfjs-core'
import type { NoiseSchedule } from './noise-schedule.js'
import type { Random } from '../support/random.js'

/**
 * The network's estimate of the clean signal (x0) from `state` at diffusion time `t`, both
 * `[batch, height, width, classes]`. The caller owns the result; `state` is left alone.
 */
export type PredictClean = (state: Tensor4D, t: number) => Tensor4D

export interface SamplerContext {
  readonly noiseSchedule: NoiseSchedule
  /** Diffusion times from noisy to clean, `[1, …, 0]`: one more than there are steps. */
  readonly timesteps: readonly number[]
  readonly random: Random
  /** Called after each step; long work yields here. Throwing stops the sampler. */
  readonly onStep?: (step: number) => void | Promise<void>
}

/**
 * The reverse process: walks `state` from pure noise along `timesteps` and returns the clean signal.
 *
 * Leaves its argument `state` alone, disposes whatever it made on the way (also when `onStep`
 * throws) and returns one tensor that the caller owns.
 */
export type Sampler = (
  predict: PredictClean,
  state: Tensor4D,
  context: SamplerContext,
) => Promise<Tensor4D>
