import { GroupNorm, hasKernel } from '@spad/core'
import {
  customGrad,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import { fusedGroupNorm } from './group-norm-fused.js'
import { composedGroupNorm } from './group-norm-composed.js'

const EPSILON = 1e-5

export interface GroupNormOptions {
  /** How many groups the channels fall into; must divide them. */
  groups: number
  /** Whether `max(0, ·)` follows: cheaper here than as an op of its own. @default false */
  rectify?: boolean
}

/**
 * Group normalisation of `[batch, height, width, channels]`: each group of channels of each image to
 * zero mean and unit variance, then `γ · + β`, both `[channels]` or, for each image its own, `[batch,
 * channels]`.
 *
 * One op with a gradient by hand: the backend's kernel for it where it has one, few passes over the
 * large tensors where not; on a CPU these passes are what takes the time.
 *
 * Source: Wu and He 2018, "Group Normalization", eq. 1 to 6.
 */
export function groupNorm(
  x: Tensor4D,
  gamma: Tensor1D | Tensor2D,
  beta: Tensor1D | Tensor2D,
  { groups, rectify = false }: GroupNormOptions,
): Tensor4D {
  const normalize = hasKernel(GroupNorm) ? fusedGroupNorm : composedGroupNorm
  const attributes = { groups, rectify, epsilon: EPSILON }
  const op = customGrad((...args) => {
    const [x, gamma, beta, save] = args as unknown as [Tensor4D, Tensor1D, Tensor1D, Save]
    const { y, saved, gradient } = normalize({ x, gamma, beta }, attributes)
    save(saved)
    return { value: y, gradFunc: (dy, saved) => gradient(dy as Tensor4D, saved) }
  })
  return op(x, gamma, beta) as Tensor4D
}

type Save = (kept: Tensor[]) => void
