import { avgPool, type Tensor4D } from '@tensorflow/tfjs-core'

/**
 * The mean over pixels: `[batch, height, width, channels]` → `[batch, 1, 1, channels]`.
 *
 * For use inside hand-written gradients only. Two poolings, because tfjs' own wasm kernel transposes
 * before it reduces middle axes (4 ms instead of 0.4), and one pooling would be a long loop on a GPU.
 */
export function pixelMean(x: Tensor4D): Tensor4D {
  const [, height, width] = x.shape
  return avgPool(avgPool(x, [1, width], 1, 'valid'), [height, 1], 1, 'valid')
}
