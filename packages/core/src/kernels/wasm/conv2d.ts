import { type backend_util, type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { type ConvAttributes, convInfo, geometryOf, type Shape4D } from './geometry.js'
import { kernelsOn, type WasmBackend } from './kernels.js'
import type { WasmKernel } from './wasm-kernel.js'
import { suitsWinograd, winograd, winogradFilter, winogradInput } from './winograd.js'

/** x [n, h, w, c], dy [n, h′, w′, k] → the gradient of the filter [r, s, c, k]. */
export const conv2DBackpropFilter: WasmKernel<
  { x: TensorInfo; dy: TensorInfo },
  ConvAttributes & { filterShape: Shape4D }
> = ({ inputs: { x, dy }, backend, attrs }) => {
  const { conv2d_filter, geometry, pointer } = kernelsOn(backend)
  const info = convInfo(x.shape, attrs.filterShape, attrs)
  const out = backend.makeOutput(attrs.filterShape, 'float32')
  if (suitsWinograd(info)) winogradFilter(backend, { x, dy, out }, info)
  else conv2d_filter(pointer(x), pointer(dy), pointer(out), geometry(geometryOf(info)))
  return out
}

/** dy [n, h′, w′, k], filter [r, s, c, k] → the gradient of the image [n, h, w, c]; also a transposed convolution. */
export const conv2DBackpropInput: WasmKernel<
  { dy: TensorInfo; filter: TensorInfo },
  ConvAttributes & { inputShape: Shape4D }
> = ({ inputs: { dy, filter }, backend, attrs }) => {
  const info = convInfo(attrs.inputShape, filter.shape, attrs)
  const out = backend.makeOutput(info.inShape, 'float32')
  if (suitsWinograd(info)) winogradInput(backend, { dy, filter, out }, info)
  else direct(backend, { dy, filter, out }, info)
  return out
}

function direct(
  backend: WasmBackend,
  { dy, filter, out }: { dy: TensorInfo; filter: TensorInfo; out: TensorInfo },
  info: backend_util.Conv2DInfo,
): void {
  const { conv2d_input, geometry, pointer, scratch } = kernelsOn(backend)
  const room = scratch(util.sizeFromShape(filter.shape))
  conv2d_input(pointer(dy), pointer(filter), pointer(out), room, geometry(geometryOf(info)))
}

/**
 * tfjs' forward convolution, plain or fused, with two changes: 3×3 convolutions of stride 1 go by
 * Winograd's algorithm, and `same` padding is right where the stride is larger than the filter (XNNPACK
 * reckons its padding there as negative).
 */
export function withWinograd(kernel: KernelFunc): KernelFunc {
  const mended = withSamePadding(kernel)
  return (call) => {
    const attrs = call.attrs as unknown as ConvAttributes & { activation?: string }
    const { x, filter, bias } = call.inputs as Record<'x' | 'filter' | 'bias', TensorInfo>
    const { activation = 'linear', dataFormat = 'NHWC' } = attrs
    if (dataFormat !== 'NHWC' || (activation !== 'linear' && activation !== 'relu'))
      return mended(call)
    const info = convInfo(x.shape, filter.shape, attrs)
    if (!suitsWinograd(info)) return mended(call)
    const backend = call.backend as WasmBackend
    const out = backend.makeOutput(info.outShape, 'float32')
    winograd(backend, { x, filter, bias, out }, info, activation === 'relu')
    return out
  }
}

/** A forward convolution of tfjs, plain, fused or depthwise, with `same` padding mended as above. */
export function withSamePadding(kernel: KernelFunc): KernelFunc {
  return (call) => {
    const { x, filter } = call.inputs as Record<'x' | 'filter', TensorInfo>
    const attrs = call.attrs as unknown as ConvAttributes
    const [height, width] = filter.shape as Shape4D
    if (attrs.pad !== 'same' || Math.min(height, width) >= Math.max(...[attrs.strides].flat()))
      return kernel(call)
    // multipliers do not matter here: only the padding is used
    const { padInfo } = convInfo(x.shape, filter.shape, { ...attrs, dilations: 1 }, true)
    const { top, bottom, left, right } = padInfo
    const pad = [[0, 0], [top, bottom], [left, right], [0, 0]] // prettier-ignore
    return kernel({ ...call, attrs: { ...call.attrs, pad } })
  }
}
