import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core'
import { geometryOf } from './geometry.js'
import { kernelsOn } from './kernels.js'
import type { WasmKernel } from './wasm-kernel.js'

/**
 * dy [n, h′, w′, c], input [n, h, w, c] → the gradient of average pooling [n, h, w, c]. tfjs' own
 * divides by the whole window where the forward pass divides by its part inside the image.
 */
export const avgPoolGrad: WasmKernel<
  { dy: TensorInfo; input: TensorInfo },
  {
    filterSize: number | [number, number]
    strides: number | [number, number]
    pad: 'valid' | 'same' | number
    dimRoundingMode?: 'floor' | 'round' | 'ceil'
  }
> = ({ inputs: { dy, input }, backend, attrs }) => {
  const { avg_pool_input, geometry, pointer } = kernelsOn(backend)
  const shape = input.shape as [number, number, number, number]
  const { filterSize, strides, pad, dimRoundingMode } = attrs
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode)
  const out = backend.makeOutput(shape, 'float32')
  avg_pool_input(pointer(dy), pointer(out), geometry(geometryOf(info)))
  return out
}
