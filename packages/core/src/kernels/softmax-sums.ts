import {
  add,
  customGrad,
  engine,
  exp,
  expandDims,
  type GradSaveFunc,
  logSoftmax,
  mul,
  split,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import { hasKernel, SoftmaxSums, SoftmaxSumsGrad } from './fused-kernels.js'

/**
 * What a loss needs to know of each image, summed over its pixels, with `p = softmax(logits)`: `[batch,
 * 4, classes]`, in rows `Σ v t log p`, `Σ w t`, `Σ w t p` and `Σ w p`.
 *
 * One op with a gradient by hand: the backend's kernel for it where it has one, and else far fewer
 * passes than by differentiating each operation. It has a gradient for the logits alone.
 *
 * @param logits `[batch, height, width, classes]`.
 * @param target `[batch, height, width, classes]`.
 * @param weight `w`, `[batch, height, width, 1]`.
 * @param logWeight `v`, the weight of the logarithms, of the same shape.
 */
export function softmaxSums(
  logits: Tensor4D,
  target: Tensor4D,
  weight: Tensor4D,
  logWeight: Tensor4D,
): Tensor3D {
  const { value, gradient } = hasKernel(SoftmaxSums) ? fused : composed
  const op = customGrad((...inputs) => {
    const [logits, save] = inputs as [Tensor4D, GradSaveFunc]
    const given = { logits, target, weight, logWeight }
    save(Object.values(given))
    return {
      value: value(given),
      gradFunc: (slopes: Tensor, kept: Tensor[]) => {
        const [logits, target, weight, logWeight] = kept as Kept
        return gradient({ logits, target, weight, logWeight, slopes: slopes as Tensor3D })
      },
    }
  })
  return op(logits)
}

interface Given extends Record<string, Tensor> {
  logits: Tensor4D
  target: Tensor4D
  weight: Tensor4D
  logWeight: Tensor4D
}

/** The four rows of {@link softmaxSums}, each of one length. */
export type Rows = [Tensor, Tensor, Tensor, Tensor]

type Kept = [Tensor4D, Tensor4D, Tensor4D, Tensor4D]

interface Sums {
  readonly value: (given: Given) => Tensor3D
  readonly gradient: (given: Given & { slopes: Tensor3D }) => Tensor4D
}

const fused: Sums = {
  value: (given) => engine().runKernel(SoftmaxSums, given),
  gradient: (given) => engine().runKernel(SoftmaxSumsGrad, given),
}

const composed: Sums = {
  value({ logits, target, weight, logWeight }) {
    const log = logSoftmax(logits)
    const p = exp(log)
    const weighted = mul(target, weight)
    const rows = [mul(mul(target, log), logWeight), weighted, mul(weighted, p), mul(p, weight)]
    return stack(
      rows.map((row) => sum<Tensor>(row, [1, 2])),
      1,
    ) as Tensor3D
  },
  // with slopes s: v tₖ s₀ₖ + pₖ (aₖ − Σⱼ (pⱼ aⱼ + v tⱼ s₀ⱼ)),  a = w (t s₂ + s₃)
  gradient({ logits, target, weight, logWeight, slopes }) {
    const [s0, , s2, s3] = split<Tensor>(expandDims(slopes, 1), 4, 2) as Rows // [batch, 1, 1, classes]
    const p = exp(logSoftmax(logits))
    const a = mul(add(mul(target, s2), s3), weight)
    const direct = mul(mul(target, s0), logWeight)
    const shared = sum(add(mul(p, a), direct), 3, true)
    return add(direct, mul(p, sub(a, shared)))
  },
}
