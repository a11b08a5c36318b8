import {
  add,
  avgPool,
  div,
  max,
  maximum,
  mean,
  mul,
  type Scalar,
  slice,
  sub,
  sum,
  type Tensor,
  tensor1d,
  type Tensor4D,
  unstack,
} from '@tensorflow/tfjs-core'
import { definePart, type Given } from '../contracts/define-part.js'
import { aNumber, listOf } from '../contracts/rule.js'
import { fail } from '../support/errors.js'
import { type Rows, softmaxSums } from '../kernels/softmax-sums.js'

/**
 * How wrong logits are, as a scalar with a gradient.
 *
 * `logits` and `target` are `[batch, height, width, classes]`, `weight` is
 * `[batch, height, width, 1]`. The target of a pixel, one-hot or soft, sums to 1.
 */
export type Loss = (logits: Tensor4D, target: Tensor4D, weight: Tensor4D) => Scalar

const options = {
  /** Weight of the cross-entropy. @default 1 */
  crossEntropy: { rule: aNumber({ min: 0 }), default: 1 },
  /** Weight of the Dice loss over all pixels of the batch together, which large objects decide. @default 1 */
  dice: { rule: aNumber({ min: 0 }), default: 1 },
  /**
   * Weight of the Dice loss of each image by itself, all foreground as one: small objects count as much
   * as large ones, and specks in an empty image cost much. Class by class it would starve the rare
   * ones, which most images are without.
   * @default 0
   */
  imageDice: { rule: aNumber({ min: 0 }), default: 0 },
  /**
   * How much more the cross-entropy listens to the pixels beside a boundary, up to `1 + boundary` times.
   * The Dice losses do not: specks far from any boundary would cost them less.
   * @default 0
   */
  boundary: { rule: aNumber({ min: 0 }), default: 0 },
  /**
   * How much the cross-entropy listens to pixels of each class, background first; a soft target's pixel is
   * weighed by its shares. The Dice losses count classes equally anyway.
   * @default 1 for each
   */
  classWeights: { rule: listOf(aNumber({ min: 0 })), default: undefined },
  /** Pixels added to both sides of a Dice ratio, so that an absent class is no division by 0. @default 1 */
  smooth: { rule: aNumber({ above: 0 }), default: 1 },
}

export interface DiceCrossEntropyOptions extends Given<typeof options> {}

/**
 * Cross-entropy plus one minus the soft Dice: of the foreground classes over the batch, and of the
 * foreground in each image.
 *
 * Sources: Milletari et al. 2016 (V-Net) for the soft Dice, Isensee et al. 2021 (nnU-Net) for the
 * sum and for pooling over the batch, Ronneberger et al. 2015 (U-Net, eq. 2) for boundaries that weigh
 * more; how much more is ours.
 *
 * @throws SpadError if a weight is negative, or `smooth` is not positive.
 */
export const diceCrossEntropy = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'loss',
  type: 'diceCrossEntropy',
  options,
  build:
    ({ crossEntropy, dice, imageDice, boundary, classWeights, smooth }): Loss =>
    (logits, target, weight) => {
      const near = boundary > 0 ? contours(target, weight, boundary) : weight
      const logWeight = classWeights ? mul<Tensor4D>(near, byClass(target, classWeights)) : near
      const images = softmaxSums(logits, target, weight, logWeight) // [batch, 4, classes]
      const batch = sum<Tensor>(images, 0) // [4, classes]
      // where nothing weighs, nothing is learnt
      const total = maximum(sum(logWeight), 1e-12)
      let loss = mul(div(sum(slice(batch, 0, 1)), total), -crossEntropy)
      if (dice > 0) loss = add(loss, mul(diceLoss(ofClasses(batch), smooth), dice))
      if (imageDice > 0) loss = add(loss, mul(diceLoss(ofForeground(images), smooth), imageDice))
      return loss as Scalar
    },
})

/** `w (1 + γ maxₖ 4 mₖ (1 − mₖ))`, where `m` is the mean of a pixel's target and its neighbours'. */
function contours(target: Tensor4D, weight: Tensor4D, gain: number): Tensor4D {
  const near = avgPool(target, 3, 1, 'same')
  return mul(weight, add(1, mul(max(mul(near, sub(1, near)), 3, true), 4 * gain)))
}

/** The weight of each pixel's class: `[batch, height, width, 1]`. */
function byClass(target: Tensor4D, weights: readonly number[]): Tensor4D {
  const classes = target.shape[3]
  if (weights.length !== classes)
    fail(
      'core',
      `\`classWeights\` has length ${weights.length}: there are ${classes} classes, background first.`,
    )
  return sum(mul(target, tensor1d([...weights])), 3, true)
}

/** What a soft Dice is made of, in pixels, one number each for every ratio. */
interface Areas {
  readonly overlap: Tensor
  readonly known: Tensor
  readonly seen: Tensor
}

/** One minus the mean of the ratios. */
function diceLoss({ overlap, known, seen }: Areas, smooth: number): Tensor {
  return sub(1, mean(div(add(mul(overlap, 2), smooth), add(add(seen, known), smooth))))
}

/** Of each foreground class: `[4, classes]` → `[classes − 1]`. */
function ofClasses(sums: Tensor): Areas {
  const [, known, overlap, seen] = unstack(slice(sums, [0, 1])) as Rows
  return { overlap, known, seen }
}

/**
 * Of all foreground in each image: `[batch, 4, classes]` → `[batch]`. With `t` and `p` of the
 * background, `Σ w (1 − t) (1 − p) = Σ w (1 − p) − (Σ w t − Σ w t p)`.
 */
function ofForeground(sums: Tensor): Areas {
  const columns = (from: number, count: number): Rows =>
    unstack(sum<Tensor>(slice(sums, [0, 0, from], [-1, -1, count]), 2), 1) as Rows
  const [, known, , seen] = columns(1, -1)
  const [, background, found] = columns(0, 1)
  return { overlap: sub(seen, sub(background, found)), known, seen }
}
