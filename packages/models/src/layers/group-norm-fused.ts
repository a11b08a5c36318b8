import {
  GroupNorm,
  type GroupNormAttributes,
  GroupNormGrad,
  type GroupNormInputs,
} from '@spad/core'
import {
  engine,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core'

/** A normalised tensor, and how to differentiate it. */
export interface Differentiable {
  readonly y: Tensor4D
  /** What `gradient` is to be given again. */
  readonly saved: Tensor[]
  /** The gradients of `x`, `gamma` and `beta`. */
  readonly gradient: (dy: Tensor4D, saved: Tensor[]) => Tensor[]
}

/** Group normalisation and its gradient by the backend's own kernels. */
export function fusedGroupNorm(
  inputs: GroupNormInputs,
  attributes: GroupNormAttributes,
): Differentiable {
  const run = (kernel: string, tensors: object): Tensor[] =>
    engine().runKernel(kernel, tensors as NamedTensorMap, attributes as unknown as NamedAttrMap)
  const { x, gamma, beta } = inputs
  const [y, mean, inverse] = run(GroupNorm, inputs) as [Tensor4D, Tensor, Tensor]
  return {
    y,
    saved: [x, gamma, beta, mean, inverse],
    gradient: (dy, [x, gamma, beta, mean, inverse]) =>
      run(GroupNormGrad, { dy, x, gamma, beta, mean, inverse }),
  }
}
