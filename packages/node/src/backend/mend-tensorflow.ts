import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core'
import { replaceKernel } from './replace-kernel.js'

/** What this needs of tfjs-node's backend. */
interface TensorFlow {
  executeSingleInput(name: string, input: Tensor): Tensor
}

type Wrap = (original: KernelFunc) => KernelFunc

/** What a TensorFlow of today does otherwise than tfjs-node, made for 2.9, expects. */
const mended: Readonly<Record<string, Wrap>> = {
  // from 2.18 on, rounding whole numbers gives zeros
  Round: (original) => (call) => {
    const { x } = call.inputs as { readonly x: Tensor }
    if (x.dtype !== 'int32') return original(call)
    return (call.backend as unknown as TensorFlow).executeSingleInput('Identity', x)
  },
}

/** Makes the kernels right that tfjs-node calls in a way that TensorFlow has given up. */
export function mendTensorFlow(): void {
  for (const [name, wrap] of Object.entries(mended)) replaceKernel(name, wrap)
}
