import {
  add,
  customGrad,
  div,
  mul,
  type Scalar,
  slice,
  softmax,
  sub,
  sum,
  type Tensor,
  tensor1d,
  type Tensor4D,
  zerosLike,
} from '@tensorflow/tfjs-core'
import type { Batch } from '../contracts/batch.js'
import type { Loss } from './losses.js'

/**
 * A batch's loss. Where a sample has classes that nobody looked for, the background of its target may be any
 * of them: its share goes to the background and these classes as the network itself divides it, without a
 * gradient of its own. The cross-entropy then has the gradient of the marginal one, `−log Σₖ pₖ` over the
 * classes that a pixel may be of.
 *
 * Source: Shi et al. 2021 (marginal loss for partially labelled data).
 *
 * @param logits `[batch, height, width, classes]`.
 */
export function lossOf(loss: Loss, { target, weight, unknown }: Batch, logits: Tensor4D): Scalar {
  return loss(logits, unknown ? partialTarget(logits, target, unknown) : target, weight)
}

/** @param unknown `[batch, 1, 1, classes]`: 1 for a class that nobody looked for. */
function partialTarget(logits: Tensor4D, target: Tensor4D, unknown: Tensor4D): Tensor4D {
  const background = tensor1d([1, ...new Float32Array(target.shape[3] - 1)])
  const divide = customGrad((x) => {
    const shares = mul(softmax(x as Tensor), add(unknown, background))
    return {
      value: div(shares, add(sum(shares, 3, true), 1e-30)),
      gradFunc: () => zerosLike(x as Tensor),
    }
  })
  const empty = slice(target, [0, 0, 0, 0], [-1, -1, -1, 1])
  return add(mul(target, sub(1, background)), mul(empty, divide(logits)))
}
