import {
  add,
  div,
  mean,
  mul,
  neg,
  type Scalar,
  slice,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
  unstack,
} from '@tensorflow/tfjs-core'
import { softmaxSums } from './softmax-sums.js'

/**
 * How wrong logits are, as a scalar with a gradient.
 *
 * `logits` and `target` are `[batch, height, width, classes]`, `weight` is
 * `[batch, height, width, 1]`.
 */
export type Loss = (logits: Tensor4D, target: Tensor4D, weight: Tensor4D) => Scalar

export interface DiceCrossEntropyOptions {
  /** Weight of the cross-entropy. @default 1 */
  readonly crossEntropy?: number
  /** Weight of the Dice loss over all pixels of the batch together, which large objects decide. @default 1 */
  readonly dice?: number
  /**
   * Weight of the Dice loss of each image by itself, as scores per image have it: small objects count
   * as much as large ones, and specks of a class in an image without it cost much. Alone it starves
   * rare classes, which most images are without.
   * @default 0
   */
  readonly imageDice?: number
  /** Pixels added to both sides of a Dice ratio, so that an absent class is no division by 0. @default 1 */
  readonly smooth?: number
}

/**
 * Cross-entropy plus one minus the soft Dice of the foreground classes, of the batch and of each image.
 *
 * Sources: Milletari et al. 2016 (V-Net) for the soft Dice, Isensee et al. 2021 (nnU-Net) for the
 * sum and for pooling over the batch.
 */
export function diceCrossEntropy(options: DiceCrossEntropyOptions = {}): Loss {
  const { crossEntropy = 1, dice = 1, imageDice = 0, smooth = 1 } = options
  return (logits, target, weight) => {
    const images = softmaxSums(logits, target, weight) // [batch, 4, classes]
    const batch = sum<Tensor>(images, 0) // [4, classes]
    const [logarithms, known] = rows(batch)
    let loss = mul(neg(div(sum(logarithms), sum(known))), crossEntropy)
    if (dice > 0) loss = add(loss, mul(diceLoss(batch, smooth), dice))
    if (imageDice > 0) loss = add(loss, mul(diceLoss(images, smooth), imageDice))
    return loss as Scalar
  }
}

/** One minus the soft Dice, in the mean over foreground classes and, with `[batch, 4, classes]`, images. */
function diceLoss(sums: Tensor, smooth: number): Tensor {
  const [, known, overlaps, seen] = rows(sums).map(foreground) as Rows
  const ratio = div(add(mul(overlaps, 2), smooth), add(add(seen, known), smooth))
  return sub(1, mean(ratio))
}

type Rows = [Tensor, Tensor, Tensor, Tensor]

/** What {@link softmaxSums} sums up, each `[classes]` or `[batch, classes]`. */
function rows(sums: Tensor): Rows {
  return unstack(sums, sums.rank - 2) as Rows
}

/** Without the background: `[…, classes]` → `[…, classes − 1]`. */
function foreground(sums: Tensor): Tensor {
  return slice(sums, sums.rank === 1 ? 1 : [0, 1])
}
