import {
  add,
  div,
  exp,
  logSoftmax,
  mean,
  mul,
  neg,
  type Scalar,
  slice,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core'

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
    const logProbability = logSoftmax(logits)
    const weighted = mul(target, weight) // [batch, height, width, classes]
    const entropy = neg(div(sum(mul(weighted, logProbability)), sum(weighted)))
    const seen = mul(exp(logProbability), weight)
    const overlap = foreground(mul(seen, target))
    const total = add(foreground(seen), foreground(weighted))
    const ratio = div(add(mul(overlap, 2), smooth), add(total, smooth)) // [classes − 1]
    return add(mul(entropy, crossEntropy), mul(sub(1, mean(ratio)), dice))
  }
}

/** Sums over batch and pixels, without the background: `[classes − 1]`. */
function foreground(pixels: Tensor): Tensor {
  return slice(sum(pixels, [0, 1, 2]), 1)
}
