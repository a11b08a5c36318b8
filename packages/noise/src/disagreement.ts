import {
  add,
  cast,
  concat,
  div,
  greater,
  less,
  log,
  maximum,
  mul,
  onesLike,
  type Rank,
  slice,
  softmax,
  sub,
  sum,
  tensor1d,
  type Tensor4D,
  zerosLike,
} from '@tensorflow/tfjs-core'
import {
  aNumber,
  aShare,
  definePart,
  type Given,
  type Random,
  randomNormal,
  type Rule,
  ruleFor,
} from '@spad/core'
import { blockValues } from './block-values.js'
import { gaussianBlur } from './blur.js'
import { noisyMask, perSample } from './mask-diffusion.js'
import { tidyNoise } from './tidy-noise.js'
import { aNoiseSchedule, drawTimes } from './times.js'

const options = {
  /** ᾱ(t), the same as the model's for sampling. */
  noiseSchedule: { rule: aNoiseSchedule() },
  /**
   * `b`: the clean mask enters as `b (2y − 1)`; the smaller, the less a noisy mask gives away.
   * @default 0.25
   */
  signalScale: { rule: aNumber({ above: 0 }), default: 0.25 },
  /**
   * Times are drawn as `t = u^(1 / bias)`: above 1, more of them are noisy.
   * @default 2
   */
  bias: { rule: aNumber({ above: 0 }), default: 2 },
  /**
   * Standard deviation in pixels of the band in which contours move, and of the field that moves them.
   * @default 2
   */
  tau: { rule: aNumber({ above: 0 }), default: 2 },
  /**
   * Standard deviation of a contour's displacement in pixels, where it is largest.
   * @default 1.5
   */
  shift: { rule: aNumber({ min: 0 }), default: 1.5 },
  /**
   * Side of a block in pixels.
   * @default a twelfth of the shorter side of the image, at least 1
   */
  blockSize: { rule: aNumber({ min: 1, integer: true }), default: undefined },
  /**
   * Share of the blocks that are missing or added, where it is largest, `[0, 1]`.
   * @default 0.2
   */
  share: { rule: aShare(), default: 0.2 },
  /**
   * The diffusion times between which contours come to be wrong, from not at all to fully.
   * @default [0, 0.6]
   */
  contours: { rule: twoTimes(), default: [0, 0.6] },
  /**
   * The diffusion times between which blocks come to be wrong: later, so that on the way back they are
   * settled first.
   * @default [0.3, 0.9]
   */
  blocks: { rule: twoTimes(), default: [0.3, 0.9] },
}

export interface DisagreementOptions extends Given<typeof options> {}

/** How sharp a moved contour is; 1 is as soft as the blur. */
const SHARPNESS = 3
/** The slope of `ln(m / (1 − m))` across a straight contour that was blurred by τ = 1. */
const SLOPE = 4 / Math.sqrt(2 * Math.PI)
/** Deviation of white noise that was blurred by τ = 1, in two dimensions. */
const BLURRED = 1 / (2 * Math.sqrt(Math.PI))

/**
 * Mask diffusion of masks that disagree as readers do, ever more by diffusion time: contours are displaced and
 * blurred in a band (BcD), blocks near the target are missing or added (ScD), and Gaussian noise comes on top.
 *
 * With `m = G_τ ∗ y`, a field `f = G_τ ∗ ε` of unit variance per class, `r(t)` that rises from 0 to 1 by a
 * cosine between two times, PaS in diffusion time:
 *
 * - `y ← y + r_B(t) (softmax(3 (ln m + shift · s/τ · f)) − y)`, `s = 4/√(2π)`, so that a displacement is in pixels.
 * - In a block with `u < share · r_S(t)`: background for the lower half of such `u`, else the foreground classes
 *   of `G_2τ ∗ y` where that shows any.
 * - `state = (√ᾱ b (2y − 1) + √(1 − ᾱ) ε) / √(ᾱ b² + 1 − ᾱ)`, as in {@link maskDiffusion}; the target stays.
 *
 * Source: SPAD (arXiv 2603.07889) for the structure; to do it in the space of masks, and the formulas, are ours.
 * A forward process of degradations other than noise: Bansal et al. 2022, "Cold diffusion".
 */
export const disagreement = /* @__PURE__ */ definePart({
  where: 'noise',
  kind: 'noise',
  type: 'disagreement',
  options,
  build: ({ noiseSchedule, signalScale, bias, contours, blocks, ...shape }) =>
    tidyNoise((batch, context) => {
      const random = context.random.fork('disagreement')
      const times = drawTimes(batch.target.shape[0], bias, random.fork('time'))
      const at = (ends: readonly [number, number]): Tensor4D =>
        perSample(times.map((t) => rise(t, ends)))
      const moved = moveContours(batch.target, at(contours), shape, random.fork('field'))
      const wrong = changeBlocks(moved, batch.target, at(blocks), shape, random.fork('blocks'))
      const state = noisyMask(wrong, times, { noiseSchedule, signalScale }, random)
      return { ...batch, state, timestep: tensor1d(times) }
    }),
})

function twoTimes(): Rule<readonly [number, number]> {
  return ruleFor('two times from 0 to 1, the second the later', (value) => {
    const [from, to, ...more] = (Array.isArray(value) ? value : []) as number[]
    return Number(from) >= 0 && Number(to) <= 1 && Number(from) < Number(to) && more.length === 0
  })
}

function rise(t: number, [from, to]: readonly [number, number]): number {
  const along = Math.min(1, Math.max(0, (t - from) / (to - from)))
  return 0.5 - 0.5 * Math.cos(Math.PI * along)
}

interface Shape {
  readonly tau: number
  readonly shift: number
  readonly blockSize?: number
  readonly share: number
}

function moveContours(
  y: Tensor4D,
  rate: Tensor4D,
  { tau, shift }: Shape,
  random: Random,
): Tensor4D {
  const blurred = gaussianBlur(y, tau)
  const field = gaussianBlur(randomNormal<Rank.R4>(y.shape, random), tau)
  // two classes differ by two fields, so each has half of the variance
  const pull = (shift * SLOPE) / tau / Math.SQRT2 / (BLURRED / tau)
  const moved = softmax(mul(add(log(maximum(blurred, 1e-6)), mul(field, pull)), SHARPNESS))
  return add(y, mul(rate, sub(moved, y)))
}

function changeBlocks(
  mask: Tensor4D,
  y: Tensor4D,
  rate: Tensor4D,
  { tau, blockSize, share }: Shape,
  random: Random,
): Tensor4D {
  const [samples, height, width, classes] = mask.shape
  const side = blockSize ?? Math.max(1, Math.round(Math.min(height, width) / 12))
  const level = blockValues([samples, height, width], side, random)
  const wide = slice(gaussianBlur(y, 2 * tau), [0, 0, 0, 1], [-1, -1, -1, classes - 1])
  const near: Tensor4D = sum(wide, 3, true)
  const missing = cast(less(level, mul(rate, share / 2)), 'float32')
  const wrong = cast(less(level, mul(rate, share)), 'float32')
  const added = mul(sub(wrong, missing), cast(greater(near, 0.02), 'float32'))
  const none = concat([onesLike(near), zerosLike(wide)], 3)
  const more = concat([zerosLike(near), div(wide, maximum(near, 1e-6))], 3)
  const left = sub(1, add(missing, added))
  return add(add(mul(mask, left), mul(none, missing)), mul(more, added))
}
