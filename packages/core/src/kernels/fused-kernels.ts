import {
  getBackend,
  getKernel,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core'

/**
 * The name of a kernel that tfjs does not have and a backend may register with tfjs'
 * `registerKernel`: group normalisation and, where asked for, the rectifier after it.
 *
 * It takes {@link GroupNormInputs} and {@link GroupNormAttributes} and gives `y` `[batch, height,
 * width, channels]`, then the means and the inverse deviations of the groups, both `[batch, groups]`.
 */
export const GroupNorm = 'GroupNorm'

/**
 * The name of {@link GroupNorm}'s gradient, which a backend that registers the one registers too.
 *
 * It takes {@link GroupNormGradInputs} and the same attributes and gives the gradients of `x`, `gamma`
 * and `beta`, in their shapes.
 */
export const GroupNormGrad = 'GroupNormGrad'

/** What {@link GroupNorm} is computed from. */
export interface GroupNormInputs {
  /** `[batch, height, width, channels]`. */
  readonly x: Tensor4D
  /** `[channels]`, or for each image its own, `[batch, channels]`. */
  readonly gamma: Tensor1D | Tensor2D
  /** Of the same shape. */
  readonly beta: Tensor1D | Tensor2D
}

/** What {@link GroupNormGrad} is computed from. */
export interface GroupNormGradInputs extends GroupNormInputs {
  /** The gradient of `y`. */
  readonly dy: Tensor4D
  /** As {@link GroupNorm} gave it. */
  readonly mean: Tensor2D
  /** As {@link GroupNorm} gave it. */
  readonly inverse: Tensor2D
}

/** How {@link GroupNorm} normalises. */
export interface GroupNormAttributes {
  /** How many groups the channels fall into; divides them. */
  readonly groups: number
  /** Added to the variance. */
  readonly epsilon: number
  /** Whether `max(0, ·)` follows. */
  readonly rectify: boolean
}

/**
 * The name of a kernel for the sums that a loss is made of; see `softmaxSums`.
 *
 * It takes `logits`, `target` and `weight` as a `Loss` does and `logWeight` in the shape of `weight`, and
 * gives a tensor `[batch, 4, classes]`.
 */
export const SoftmaxSums = 'SoftmaxSums'

/**
 * The name of {@link SoftmaxSums}' gradient, which a backend that registers the one registers too.
 *
 * It takes the same and `slopes`, the gradient of the sums, and gives the gradient of the logits.
 */
export const SoftmaxSumsGrad = 'SoftmaxSumsGrad'

/** Whether the current backend has a kernel, so that one call does for many operations. */
export function hasKernel(name: string): boolean {
  return (getKernel(name, getBackend()) as object | undefined) !== undefined
}
