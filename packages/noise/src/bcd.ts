import { add, max, mul, sub, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import { type Batch, checkNumber, type Configured, fail, type Noise } from '@spad/core'
import { gaussianBlur } from './blur.js'
import { defineNoise } from './define-noise.js'
import { intensityOf } from './intensity.js'
import { changeOn, checkOn, type Noisy, perturb, strengthPerSample } from './perturb.js'

export interface BcdOptions {
  /**
   * Standard deviation of the blur in pixels: how wide the unreliable band is.
   * @default 2
   */
  readonly tau?: number
  /**
   * How much of its weight the loss loses on a boundary at full intensity, `[0, 1]`.
   * @default 0.7
   */
  readonly kappa?: number
  /**
   * Whether the target's boundary is blurred: soft supervision.
   * @default true
   */
  readonly blurTarget?: boolean
  /**
   * The tensors that are noised along the boundary, or `false` for none.
   * @default ['image']
   */
  readonly noise?: readonly Noisy[] | false
  /**
   * Whether the loss listens less to the boundary.
   * @default true
   */
  readonly weighLoss?: boolean
  /**
   * The name of its strength in the progress schedule.
   * @default 'bcd'
   */
  readonly intensity?: string
}

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
export function bcd(options: BcdOptions = {}): Configured<Noise> {
  const {
    tau = 2,
    kappa = 0.7,
    blurTarget = true,
    noise = ['image'],
    weighLoss = true,
    intensity = 'bcd',
  } = options
  checkNumber('noise', 'tau', tau, { above: 0 })
  checkNumber('noise', 'kappa', kappa, { min: 0, max: 1 })
  const on = noise === false ? noise : checkOn(noise)
  if (on === false && !blurTarget && !weighLoss)
    fail(
      'noise',
      '`blurTarget`, `noise` and `weighLoss` are all false: at least one must be on. Leave `bcd` out instead.',
    )
  const config = { type: 'bcd', tau, kappa, blurTarget, noise: on, weighLoss, intensity }
  return defineNoise(config, (batch, context) => {
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
