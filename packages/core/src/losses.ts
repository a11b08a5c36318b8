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
  /** Weight of the Dice loss. @default 1 */
  readonly dice?: number
  /** Pixels added to both sides of the Dice ratio, so that an absent class is no division by 0. @default 1 */
  readonly smooth?: number
}

/**
 * Cross-entropy plus one minus the soft Dice of the foreground classes, pooled over the batch.
 *
 * Sources: Milletari et al. 2016 (V-Net) for the soft Dice, Isensee et al. 2021 (nnU-Net) for the
 * sum and for pooling over the batch.
 */
export function diceCrossEntropy(options: DiceCrossEntropyOptions = {}): Loss {
  const { crossEntropy = 1, dice = 1, smooth = 1 } = options
  return (logits, target, weight) => {
    const sums = unstack(softmaxSums(logits, target, weight)) as [Tensor, Tensor, Tensor, Tensor]
    const [logarithms, known, overlaps, seen] = sums
    const entropy = neg(div(sum(logarithms), sum(known)))
    const overlap = foreground(overlaps)
    const total = add(foreground(seen), foreground(known))
    const ratio = div(add(mul(overlap, 2), smooth), add(total, smooth)) // [classes − 1]
    return add(mul(entropy, crossEntropy), mul(sub(1, mean(ratio)), dice))
  }
}

/** Without the background: `[classes]` → `[classes − 1]`. */
function foreground(sums: Tensor): Tensor {
  return slice(sums, 1)
}
