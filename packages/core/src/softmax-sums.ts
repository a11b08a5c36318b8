import {
  add,
  customGrad,
  engine,
  exp,
  logSoftmax,
  mul,
  type Rank,
  slice,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  reshape,
} from '@tensorflow/tfjs-core'
import { hasKernel, SoftmaxSums, SoftmaxSumsGrad } from './fused-kernels.js'

/**
 * What a loss needs to know of each image, summed over its pixels, with `p = softmax(logits)`: `[batch,
 * 4, classes]`, in rows `Σ w t log p`, `Σ w t`, `Σ w t p` and `Σ w p`.
 *
 * One op with a gradient by hand: the backend's kernel for it where it has one, and else far fewer
 * passes than by differentiating each operation. It has a gradient for the logits alone.
 *
 * @param logits `[batch, height, width, classes]`.
 * @param target `[batch, height, width, classes]`.
 * @param weight `[batch, height, width, 1]`.
 */
export function softmaxSums(logits: Tensor4D, target: Tensor4D, weight: Tensor4D): Tensor3D {
  const { value, gradient } = hasKernel(SoftmaxSums) ? fused : composed
  const op = customGrad((...args) => {
    const [logits, save] = args as unknown as [Tensor4D, (kept: Tensor[]) => void]
    const given = { logits, target, weight }
    save([logits, target, weight])
    return {
      value: value(given),
      gradFunc: (slopes, saved) => {
        const [logits, target, weight] = saved as [Tensor4D, Tensor4D, Tensor4D]
        return gradient({ logits, target, weight }, slopes as Tensor3D)
      },
    }
  })
  return op(logits) as Tensor3D
}

interface Given extends Record<string, Tensor> {
  logits: Tensor4D
  target: Tensor4D
  weight: Tensor4D
}

interface Sums {
  readonly value: (given: Given) => Tensor3D
  readonly gradient: (given: Given, slopes: Tensor3D) => Tensor4D
}

const fused: Sums = {
  value: (given) => engine().runKernel(SoftmaxSums, given),
  gradient: (given, slopes) => engine().runKernel(SoftmaxSumsGrad, { ...given, slopes }),
}

const composed: Sums = {
  value({ logits, target, weight }) {
    const log = logSoftmax(logits)
    const p = exp(log)
    const weighted = mul(target, weight)
    const rows = [mul(weighted, log), weighted, mul(weighted, p), mul(p, weight)]
    return stack(
      rows.map((row) => sum<Tensor>(row, [1, 2])),
      1,
    ) as Tensor3D
  },
  // with slopes s: w (tₖ s₀ₖ + pₖ (aₖ − Σⱼ (pⱼ aⱼ + tⱼ s₀ⱼ))),  a = t s₂ + s₃
  gradient({ logits, target, weight }, slopes) {
    const [batch, , classes] = slopes.shape
    const row = (i: number): Tensor =>
      reshape<Rank.R4>(slice(slopes, [0, i, 0], [-1, 1, -1]), [batch, 1, 1, classes])
    const p = exp(logSoftmax(logits))
    const a = add(mul(target, row(2)), row(3))
    const direct = mul(target, row(0))
    const shared = sum(add(mul(p, a), direct), 3, true)
    return mul(weight, add(direct, mul(p, sub(a, shared))))
  },
}
