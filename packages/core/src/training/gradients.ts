import {
  dispose,
  type NamedTensorMap,
  type Scalar,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core'
import type { Batch } from '../contracts/batch.js'
import type { Denoiser } from '../contracts/denoiser.js'
import type { Loss } from './losses.js'
import { deepLoss } from './deep-loss.js'
import { lossOf } from './partial-target.js'
import { orAbort } from '../support/or-abort.js'

/** What {@link ComputeGradients} needs besides the batch. */
export interface GradientsContext {
  /** Has the weights of this step. */
  readonly denoiser: Denoiser
  /** Of the whole batch, wherever its parts are computed. */
  readonly loss: Loss
  /** Ends the waiting with its reason. */
  readonly signal?: AbortSignal | undefined
}

/** What a step learns from its batch. */
export interface BatchGradients {
  readonly loss: number
  /** By variable name; whoever asked for them disposes them. */
  readonly gradients: NamedTensorMap
}

/**
 * One forward and backward pass over a batch, noise included, which the caller disposes once the
 * promise is settled.
 */
export type ComputeGradients = (batch: Batch, context: GradientsContext) => Promise<BatchGradients>

/**
 * Gradients of a loss of one's own, on the current backend: of two passes, say, or of more than the logits.
 *
 * @param lossOf From a batch, noise included, to a scalar by differentiable operations; runs in `tf.tidy`.
 */
export function gradientsOf(
  lossOf: (batch: Batch, context: GradientsContext) => Scalar,
): ComputeGradients {
  return async (batch, context) => {
    const { value, grads } = tidy(() =>
      variableGrads(() => lossOf(batch, context), Object.values(context.denoiser.variables)),
    )
    try {
      return { loss: (await orAbort(value.data(), context.signal))[0]!, gradients: grads }
    } catch (error) {
      dispose(grads)
      throw error
    } finally {
      value.dispose()
    }
  }
}

/** Those of the loss of the logits, on the current backend. */
export const gradientsHere: ComputeGradients = (batch, context) =>
  gradientsOf(lossOfLogits)(batch, context)

function lossOfLogits(batch: Batch, { denoiser, loss }: GradientsContext): Scalar {
  const features = denoiser.encode(batch.image)
  if (denoiser.deep) return deepLoss(batch, denoiser.deep(features), loss)
  const logits = denoiser.denoise(features, batch.state, batch.timestep)
  return lossOf(loss, batch, logits)
}
