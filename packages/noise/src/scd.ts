import { cast, greater, mul, sub, sum, tensor1d, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import {
  aNumber,
  aShare,
  aText,
  type Batch,
  definePart,
  fail,
  type Given,
  type NoiseContext,
  type Random,
  refuseValue,
  type Rule,
  type Settled,
} from '@spad/core'
import { blockValues } from './block-values.js'
import { intensityOf } from './intensity.js'
import { changeOn, perturb, someNoisy, strengthPerSample } from './perturb.js'
import { tidyNoise } from './tidy-noise.js'

const options = {
  /**
   * The tensors that are perturbed.
   * @default ['image']
   */
  on: { rule: someNoisy(), default: ['image'] },
  /**
   * Side of an anchor block in pixels.
   * @default a twelfth of the shorter side of the image, at least 1
   */
  blockSize: { rule: aNumber({ min: 1, integer: true }), default: undefined },
  /**
   * Share of the blocks that are anchors, `[0, 1]`.
   * @default 0.5
   */
  keep: { rule: aShare(), default: 0.5 },
  /**
   * What counts as target: every class but the background, or the classes with these indices.
   * @default 'foreground'
   */
  target: { rule: someClasses(), default: 'foreground' },
  /**
   * The name of its strength in the progress schedule.
   * @default 'scd'
   */
  intensity: { rule: aText(), default: 'scd' },
}

export interface ScdOptions extends Given<typeof options> {}

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
export const scd = /* @__PURE__ */ definePart({
  where: 'noise',
  kind: 'noise',
  type: 'scd',
  options,
  build: (settled) =>
    tidyNoise((batch, context) => {
      const lambda = intensityOf(context, settled.intensity, 1)
      if (lambda === 0) return batch
      const random = context.random.fork('scd')
      const { perturbed } = regions(batch, random, settled)
      const strength = strengthPerSample(batch, lambda, random.fork('strength'))
      const where: Tensor4D = mul(strength, perturbed)
      return changeOn(batch, settled.on, random, (values, own) => perturb(values, where, own))
    }),
})

/**
 * The regions that `scd(options)` uses for this batch and this random stream, to draw or to measure.
 * The caller owns the three tensors.
 */
export function scdRegions(
  batch: Batch,
  context: Pick<NoiseContext, 'random'>,
  given: ScdOptions = {},
): ScdRegions {
  // what a noise says of itself is all that it goes by
  const settled = scd(given).config as unknown as Resolved
  return tidy(() => ({ ...regions(batch, context.random.fork('scd'), settled) }))
}

type Resolved = Settled<typeof options>

function someClasses(): Rule<'foreground' | readonly number[]> {
  const words = "'foreground' or class indices"
  const { check } = aNumber({ min: 0, integer: true })
  return {
    words,
    check: (target, name, where) => {
      if (target === 'foreground') return target
      return Array.isArray(target) && target.length > 0
        ? target.map((index: unknown) => check(index, name, where))
        : refuseValue(target, name, where, words)
    },
  }
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
