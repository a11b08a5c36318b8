import { customGrad, div, mul, relu, type Tensor } from '@tensorflow/tfjs-core'
import { MASK, reluMask } from './relu-mask.js'

/** `max(0, x)` with a gradient that is cheap on each backend. */
export function rectify<T extends Tensor>(x: T): T {
  const op = customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, (kept: Tensor[]) => void]
    const value = relu(x)
    save([value])
    return {
      value,
      gradFunc: (dy, saved) => mul(div(dy, MASK), reluMask((saved as [Tensor])[0])),
    }
  })
  return op(x) as T
}
