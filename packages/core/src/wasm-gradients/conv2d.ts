import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core'
import { fail } from '../errors.js'
import { kernelsOn } from './kernels.js'
import type { WasmKernel } from './wasm-kernel.js'

export type Shape4D = [number, number, number, number]

export interface ConvAttributes {
  strides: number | [number, number]
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding
  dataFormat?: 'NHWC' | 'NCHW'
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
  dilations?: number | [number, number]
}

/** The fields of the struct `geometry` of kernels.c, in its order. */
export function geometryOf(info: backend_util.Conv2DInfo): number[] {
  return [
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels],
    ...[info.outHeight, info.outWidth, info.outChannels, info.filterHeight, info.filterWidth],
    ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left],
    ...[info.dilationHeight, info.dilationWidth],
  ]
}

function infoOf(
  image: readonly number[],
  filter: readonly number[],
  { strides, pad, dataFormat = 'NHWC', dimRoundingMode, dilations = 1 }: ConvAttributes,
  depthwise = false,
): backend_util.Conv2DInfo {
  if (dataFormat !== 'NHWC')
    fail(
      'core',
      `\`dataFormat\` is ${dataFormat}: on wasm convolutions are NHWC. Transpose the image.`,
    )
  return backend_util.computeConv2DInfo(
    image as Shape4D,
    filter as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
  )
}

/** x [n, h, w, c], dy [n, h′, w′, k] → the gradient of the filter [r, s, c, k]. */
export const conv2DBackpropFilter: WasmKernel<
  { x: TensorInfo; dy: TensorInfo },
  ConvAttributes & { filterShape: Shape4D }
> = ({ inputs: { x, dy }, backend, attrs }) => {
  const { conv2d_filter, geometry, pointer } = kernelsOn(backend)
  const info = infoOf(x.shape, attrs.filterShape, attrs)
  const out = backend.makeOutput(attrs.filterShape, 'float32')
  conv2d_filter(pointer(x), pointer(dy), pointer(out), geometry(geometryOf(info)))
  return out
}

/** dy [n, h′, w′, k], filter [r, s, c, k] → the gradient of the image [n, h, w, c]; also a transposed convolution. */
export const conv2DBackpropInput: WasmKernel<
  { dy: TensorInfo; filter: TensorInfo },
  ConvAttributes & { inputShape: Shape4D }
> = ({ inputs: { dy, filter }, backend, attrs }) => {
  const { conv2d_input, geometry, pointer } = kernelsOn(backend)
  const info = infoOf(attrs.inputShape, filter.shape, attrs)
  const out = backend.makeOutput(info.inShape, 'float32')
  const scratch = backend.makeOutput(filter.shape, 'float32')
  conv2d_input(
    pointer(dy),
    pointer(filter),
    pointer(out),
    pointer(scratch),
    geometry(geometryOf(info)),
  )
  backend.disposeData(scratch.dataId)
  return out
}

/** x [n, h, w, c], dy [n, h′, w′, c·m] → the gradient of the depthwise filter [r, s, c, m]. */
export const depthwiseBackpropFilter: WasmKernel<
  { x: TensorInfo; dy: TensorInfo },
  ConvAttributes & { filterShape: Shape4D }
> = ({ inputs: { x, dy }, backend, attrs }) => {
  const { depthwise_filter, geometry, pointer } = kernelsOn(backend)
  const info = infoOf(x.shape, attrs.filterShape, attrs, true)
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
  const info = infoOf(attrs.inputShape, filter.shape, attrs, true)
  const out = backend.makeOutput(attrs.inputShape, 'float32')
  depthwise_input(pointer(dy), pointer(filter), pointer(out), geometry(geometryOf(info)))
  return out
}
