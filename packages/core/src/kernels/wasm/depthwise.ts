import type { TensorInfo } from '@tensorflow/tfjs-core'
import { type ConvAttributes, convInfo, geometryOf, type Shape4D } from './geometry.js'
import { kernelsOn } from './kernels.js'
import type { WasmKernel } from './wasm-kernel.js'

/** x [n, h, w, c], dy [n, h′, w′, c·m] → the gradient of the depthwise filter [r, s, c, m]. */
export const depthwiseBackpropFilter: WasmKernel<
  { x: TensorInfo; dy: TensorInfo },
  ConvAttributes & { filterShape: Shape4D }
> = ({ inputs: { x, dy }, backend, attrs }) => {
  const { depthwise_filter, geometry, pointer } = kernelsOn(backend)
  const info = convInfo(x.shape, attrs.filterShape, attrs, true)
  const out = backend.makeOutput(attrs.filterShape, 'float32')
  depthwise_filter(pointer(x), pointer(dy), pointer(out), geometry(geometryOf(info)))
  return out
}

/** dy [n, h′, w′, c·m], filter [r, s, c, m] → the gradient of the image [n, h, w, c]. */
export const depthwiseBackpropInput: WasmKernel<
  { dy: TensorInfo; filter: TensorInfo },
  ConvAttributes & { inputShape: Shape4D }
> = ({ inputs: { dy, filter }, backend, attrs }) => {
  const { depthwise_input, geometry, pointer } = kernelsOn(backend)
  const info = convInfo(attrs.inputShape, filter.shape, attrs, true)
  const out = backend.makeOutput(attrs.inputShape, 'float32')
  depthwise_input(pointer(dy), pointer(filter), pointer(out), geometry(geometryOf(info)))
  return out
}
