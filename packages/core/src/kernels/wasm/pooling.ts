import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core'
import { geometryOf, type Shape4D } from './geometry.js'
import { kernelsOn } from './kernels.js'
import type { WasmKernel } from './wasm-kernel.js'

interface PoolAttributes {
  filterSize: number | [number, number]
  strides: number | [number, number]
  pad: 'valid' | 'same' | number
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

function poolGeometry(input: TensorInfo, attributes: PoolAttributes): number[] {
  const { filterSize, strides, pad, dimRoundingMode } = attributes
  const shape = input.shape as Shape4D
  return geometryOf(
    backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode),
  )
}

/**
 * dy [n, h′, w′, c], input [n, h, w, c] → the gradient of average pooling [n, h, w, c]. tfjs' own
 * divides by the whole window where the forward pass divides by its part inside the image.
 */
export const avgPoolGrad: WasmKernel<{ dy: TensorInfo; input: TensorInfo }, PoolAttributes> = ({
  inputs: { dy, input },
  backend,
  attrs,
}) => {
  const { avg_pool_input, geometry, pointer } = kernelsOn(backend)
  const out = backend.makeOutput(input.shape, 'float32')
  avg_pool_input(pointer(dy), pointer(out), geometry(poolGeometry(input, attrs)))
  return out
}

/** dy [n, h′, w′, c], input [n, h, w, c] → the gradient of maximum pooling [n, h, w, c]. */
export const maxPoolGrad: WasmKernel<{ dy: TensorInfo; input: TensorInfo }, PoolAttributes> = ({
  inputs: { dy, input },
  backend,
  attrs,
}) => {
  const { max_pool_input, geometry, pointer } = kernelsOn(backend)
  const out = backend.makeOutput(input.shape, 'float32')
  max_pool_input(pointer(input), pointer(dy), pointer(out), geometry(poolGeometry(input, attrs)))
  return out
}
