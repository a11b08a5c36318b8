import {
  createRandom,
  type LabelMap,
  type NoiseSchedule,
  type Raster,
  resizeRaster,
  type Segmentation,
} from '@spad/core'
import { type DiffusionConfig, partBuilder } from '@spad/models'

/** The noisy mask along the reverse process. */
export interface ReverseState {
  readonly steps: number
  /**
   * The state at diffusion time `t`, from 1 = pure noise to 0 = the answer, as the class that is
   * highest in each of the network's pixels.
   */
  at(t: number): LabelMap
  /** How many steps have answered by time `t`: 0 at 1, all at 0. */
  stepAt(t: number): number
}

/**
 * Follows the state that DDIM walks through, from its start and the estimates that it met.
 *
 * Without fresh noise the state between two steps is `α(t) x₀ + σ(t) ε̂`, with the step's estimate
 * `x₀` and the noise `ε̂` that it implies; so the walk can be shown at any time, not at the steps alone.
 *
 * @param estimates The answer after each step, at any size.
 * @param size Height and width that the network works at.
 */
export function reverseState(
  estimates: readonly Segmentation[],
  size: readonly [number, number],
  { noiseSchedule, signalScale }: DiffusionConfig,
  seed: number,
): ReverseState {
  const alphaBar = partBuilder().noiseSchedule(noiseSchedule)
  const clean = estimates.map(({ probabilities }) => scaled(probabilities, size, signalScale))
  const classes = estimates[0]?.probabilities.channels ?? 0
  const steps = estimates.length
  const walk = walkFrom(startState([...size, classes], seed), clean, alphaBar)
  return {
    steps,
    stepAt: (t) => Math.min(steps, Math.round((1 - t) * steps)),
    at(t) {
      const step = Math.min(steps - 1, Math.floor((1 - t) * steps))
      const { alpha, sigma } = level(alphaBar, t)
      const x0 = clean[step] ?? new Float32Array()
      const noise = walk[step] ?? x0
      const value = (i: number): number => alpha * (x0[i] ?? 0) + sigma * (noise[i] ?? 0)
      return { data: highest(classes, value, x0.length), height: size[0], width: size[1] }
    },
  }
}

/** `ε̂` of each step. */
function walkFrom(
  start: Float32Array,
  clean: readonly Float32Array[],
  alphaBar: NoiseSchedule,
): Float32Array[] {
  let state = start
  return clean.map((x0, step) => {
    const from = level(alphaBar, 1 - step / clean.length)
    const to = level(alphaBar, 1 - (step + 1) / clean.length)
    const noise = state.map((value, i) => (value - from.alpha * (x0[i] ?? 0)) / from.sigma)
    state = x0.map((value, i) => to.alpha * value + to.sigma * (noise[i] ?? 0))
    return noise
  })
}

/** The first member's start, the same numbers that `segment` draws. */
function startState([height, width, classes]: readonly number[], seed: number): Float32Array {
  const random = createRandom(seed).fork('member').fork(0).fork('state')
  const length = (height ?? 0) * (width ?? 0) * (classes ?? 0)
  return Float32Array.from({ length }, () => random.normal())
}

/** `b (2 p − 1)` at the network's size. */
function scaled(probabilities: Raster, [height, width]: readonly [number, number], b: number) {
  return resizeRaster(probabilities, height, width).data.map((p) => b * (2 * p - 1))
}

function level(alphaBar: NoiseSchedule, t: number): { alpha: number; sigma: number } {
  const value = alphaBar(t)
  return { alpha: Math.sqrt(value), sigma: Math.sqrt(Math.max(1e-12, 1 - value)) }
}

/** The class that is highest in each pixel. */
function highest(classes: number, value: (i: number) => number, length: number): Uint8Array {
  const labels = new Uint8Array(length / classes)
  for (let pixel = 0; pixel < labels.length; pixel++) {
    let best = value(pixel * classes)
    for (let c = 1; c < classes; c++) {
      const other = value(pixel * classes + c)
      if (other > best) {
        best = other
        labels[pixel] = c
      }
    }
  }
  return labels
}
