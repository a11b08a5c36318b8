import { add, max, mul, sub, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import {
  aNumber,
  aShare,
  aText,
  type Batch,
  checkNumber,
  definePart,
  fail,
  type Given,
  type Rule,
  yesOrNo,
} from '@spad/core'
import { gaussianBlur } from './blur.js'
import { intensityOf } from './intensity.js'
import { changeOn, type Noisy, perturb, someNoisy, strengthPerSample } from './perturb.js'
import { tidyNoise } from './tidy-noise.js'

const options = {
  /**
   * Standard deviation of the blur in pixels: how wide the unreliable band is.
   * @default 2
   */
  tau: { rule: aNumber({ above: 0 }), default: 2 },
  /**
   * How much of its weight the loss loses on a boundary at full intensity, `[0, 1]`.
   * @default 0.7
   */
  kappa: { rule: aShare(), default: 0.7 },
  /**
   * Whether the target's boundary is blurred: soft supervision.
   * @default true
   */
  blurTarget: { rule: yesOrNo(), default: true },
  /**
   * The tensors that are noised along the boundary, or `false` for none.
   * @default ['image']
   */
  noise: { rule: noisyOrNot(), default: ['image'] },
  /**
   * Whether the loss listens less to the boundary.
   * @default true
   */
  weighLoss: { rule: yesOrNo(), default: true },
  /**
   * The name of its strength in the progress schedule.
   * @default 'bcd'
   */
  intensity: { rule: aText(), default: 'bcd' },
}

export interface BcdOptions extends Given<typeof options> {}

/** What BcD finds in a batch. */
export interface BcdBand {
  /** `m = G_τ ∗ y`: the blurred masks, `[batch, height, width, classes]`. */
  readonly blurred: Tensor4D
  /** `w ∈ [0, 1]`, largest on a boundary: `[batch, height, width, 1]`. */
  readonly band: Tensor4D
}

/**
 * Boundary-centralized diffusion: makes boundaries soft, noisy and less important, so that the
 * network attends to coarse morphology first.
 *
 * With `m = G_τ ∗ y`, the band `w = maxₖ 4 mₖ (1 − mₖ)` (for two classes `4 m (1 − m)`), the
 * intensity `λ ∈ [0, 1]` and `g = λ u`, `u ~ U(0, 1)` per sample, the three actions are
 * `y ← y + λ w (m − y)`, `v ← √(1 − (g w)²) v + g w ε` and `weight ← weight · (1 − κ λ w)`.
 *
 * Source: SPAD (arXiv 2603.07889), the progress-aware boundary noise; the formulas are ours.
 */
export const bcd = /* @__PURE__ */ definePart({
  where: 'noise',
  kind: 'noise',
  type: 'bcd',
  options,
  build: ({ tau, kappa, blurTarget, noise: on, weighLoss, intensity }) => {
    if (on === false && !blurTarget && !weighLoss)
      fail(
        'noise',
        '`blurTarget`, `noise` and `weighLoss` are all false: at least one must be on. Leave `bcd` out instead.',
      )
    return tidyNoise((batch, context) => {
      const lambda = intensityOf(context, intensity, 1)
      if (lambda === 0) return batch
      const { blurred, band } = findBand(batch.target, tau)
      const random = context.random.fork('bcd')
      const gain = strengthPerSample(batch, lambda, random.fork('strength'))
      const noisy =
        on === false
          ? batch
          : changeOn(batch, on, random, (values, own) => perturb(values, mul(gain, band), own))
      return {
        ...noisy,
        target: blurTarget ? blend(batch.target, blurred, mul(band, lambda)) : batch.target,
        weight: weighLoss ? mul(batch.weight, sub(1, mul(band, kappa * lambda))) : batch.weight,
      }
    })
  },
})

function noisyOrNot(): Rule<readonly Noisy[] | false> {
  const { words, check } = someNoisy()
  return {
    words: `false or ${words}`,
    check: (value, ...named) => (value === false ? value : check(value, ...named)),
  }
}

/**
 * The blurred masks and the band that `bcd({ tau })` uses, to draw or to measure. The caller owns
 * the two tensors.
 */
export function bcdBand(batch: Pick<Batch, 'target'>, tau = 2): BcdBand {
  checkNumber('noise', 'tau', tau, { above: 0 })
  return tidy(() => ({ ...findBand(batch.target, tau) }))
}

function findBand(target: Tensor4D, tau: number): BcdBand {
  const blurred = gaussianBlur(target, tau)
  const band: Tensor4D = max(mul(mul(blurred, 4), sub(1, blurred)), 3, true)
  return { blurred, band }
}

function blend(from: Tensor4D, to: Tensor4D, share: Tensor4D): Tensor4D {
  return add(from, mul(share, sub(to, from)))
}
