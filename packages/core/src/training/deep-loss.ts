import { add, avgPool, mul, type Scalar, type Tensor4D } from '@tensorflow/tfjs-core'
import type { Batch } from '../contracts/batch.js'
import type { Loss } from './losses.js'
import { lossOf } from './partial-target.js'

/**
 * The loss of logits at several levels, each with half of the weight of the one before, the weights summing to 1. A
 * coarser target is the mean over the pixels that it stands for.
 *
 * Source: Lee et al. 2015, "Deeply-Supervised Nets"; the weights are nnU-Net's (Isensee et al. 2021).
 *
 * @param levels `[batch, height / 2^i, width / 2^i, classes]`.
 */
export function deepLoss(batch: Batch, levels: readonly Tensor4D[], loss: Loss): Scalar {
  const total = 2 - 2 ** (1 - levels.length)
  return levels
    .map((logits, i): Scalar => {
      const { target, weight } = batch
      const seen = { ...batch, target: pooled(target, 2 ** i), weight: pooled(weight, 2 ** i) }
      return mul(lossOf(loss, seen, logits), 2 ** -i / total)
    })
    .reduce((sum, one) => add(sum, one))
}

/** The mean over blocks of `factor` × `factor`. */
function pooled(x: Tensor4D, factor: number): Tensor4D {
  return factor === 1 ? x : avgPool(x, factor, factor, 'valid')
}
