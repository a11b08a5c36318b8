import { cast, greater, mul, sub, sum, tensor1d, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import {
  type Batch,
  checkNumber,
  type Configured,
  fail,
  type Noise,
  type NoiseContext,
  type Random,
} from '@spad/core'
import { blockValues } from './block-values.js'
import { defineNoise } from './define-noise.js'
import { intensityOf } from './intensity.js'
import { changeOn, checkOn, type Noisy, perturb, strengthPerSample } from './perturb.js'

export interface ScdOptions {
  /**
   * The tensors that are perturbed.
   * @default ['image']
   */
  readonly on?: readonly Noisy[]
  /**
   * Side of an anchor block in pixels.
   * @default a twelfth of the shorter side of the image, at least 1
   */
  readonly blockSize?: number
  /**
   * Share of the blocks that are anchors, `[0, 1]`.
   * @default 0.5
   */
  readonly keep?: number
  /**
   * What counts as target: every class but the background, or the classes with these indices.
   * @default 'foreground'
   */
  readonly target?: 'foreground' | readonly number[]
  /**
   * The name of its strength in the progress schedule.
   * @default 'scd'
   */
  readonly intensity?: string
}

/** What ScD does where, each `[batch, height, width, 1]` of zeros and ones. */
export interface ScdRegions {
  /** `Ω`: the target. */
  readonly foreground: Tensor4D
  /** `A`: the part of the target that stays unaltered. */
  readonly anchors: Tensor4D
  /** `Ω \ A`: the part of the target that is noised. */
  readonly perturbed: Tensor4D
}

/**
 * Semantic-concentrated diffusion: noises the target except for anchor blocks, from whose
 * surroundings the network is to infer the rest.
 *
 * Inside `Ω \ A`: `v ← √(1 − g²) v + g ε`, `g = λ u`, `u ~ U(0, 1)` per sample, with the intensity
 * `λ ∈ [0, 1]`. Each block of a grid with a random offset is an anchor with probability `keep`.
 *
 * Source: SPAD (arXiv 2603.07889), the anchor-preserved target perturbation; the formula is ours.
 */
export function scd(options: ScdOptions = {}): Configured<Noise> {
  const resolved = resolve(options)
  const { on, intensity } = resolved
  return defineNoise({ type: 'scd', ...resolved }, (batch, context) => {
    const lambda = intensityOf(context, intensity, 1)
    if (lambda === 0) return batch
    const random = context.random.fork('scd')
    const { perturbed } = regions(batch, random, resolved)
    const strength = strengthPerSample(batch, lambda, random.fork('strength'))
    const where: Tensor4D = mul(strength, perturbed)
    return changeOn(batch, on, random, (values, own) => perturb(values, where, own))
  })
}

/**
 * The regions that `scd(options)` uses for this batch and this random stream, to draw or to measure.
 * The caller owns the three tensors.
 */
export function scdRegions(
  batch: Batch,
  context: Pick<NoiseContext, 'random'>,
  options: ScdOptions = {},
): ScdRegions {
  const resolved = resolve(options)
  return tidy(() => ({ ...regions(batch, context.random.fork('scd'), resolved) }))
}

type Resolved = ReturnType<typeof resolve>

function resolve(options: ScdOptions) {
  const {
    on = ['image'],
    blockSize,
    keep = 0.5,
    target = 'foreground',
    intensity = 'scd',
  } = options
  checkNumber('noise', 'keep', keep, { min: 0, max: 1 })
  if (blockSize !== undefined)
    checkNumber('noise', 'blockSize', blockSize, { min: 1, integer: true })
  checkTarget(target)
  return {
    on: checkOn(on),
    ...(blockSize === undefined ? {} : { blockSize }),
    keep,
    target: target === 'foreground' ? target : [...target],
    intensity,
  }
}

function checkTarget(target: unknown): void {
  if (target === 'foreground') return
  if (!Array.isArray(target) || target.length === 0)
    fail(
      'noise',
      `\`target\` is ${JSON.stringify(target)}: it must be 'foreground' or class indices.`,
    )
  for (const index of target as unknown[])
    checkNumber('noise', 'target', index, { min: 0, integer: true })
}

function regions(batch: Batch, random: Random, options: Resolved): ScdRegions {
  const [, height, width] = batch.image.shape
  const { blockSize = Math.max(1, Math.round(Math.min(height, width) / 12)) } = options
  const foreground = targetRegion(batch.target, options.target)
  const kept = blockValues(batch.image.shape, blockSize, random.fork('anchors'), (uniform) =>
    Number(uniform < options.keep),
  )
  const anchors: Tensor4D = mul(foreground, kept)
  const perturbed: Tensor4D = sub(foreground, anchors)
  return { foreground, anchors, perturbed }
}

/** Where the chosen classes together have more than half of the probability. */
function targetRegion(mask: Tensor4D, target: 'foreground' | readonly number[]): Tensor4D {
  const classes = mask.shape[3]
  const beyond = target === 'foreground' ? undefined : target.find((index) => index >= classes)
  if (beyond !== undefined)
    fail('noise', `\`target\` holds ${beyond}: the masks have the classes 0 to ${classes - 1}.`)
  const chosen = Float32Array.from({ length: classes }, (_, index) =>
    Number(target === 'foreground' ? index > 0 : target.includes(index)),
  )
  return cast(greater(sum(mul(mask, tensor1d(chosen)), 3, true), 0.5), 'float32')
}
