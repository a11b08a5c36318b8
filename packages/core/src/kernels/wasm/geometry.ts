import { backend_util } from '@tensorflow/tfjs-core'
import { fail } from '../../support/errors.js'

export type Shape4D = [number, number, number, number]

/** The attributes of tfjs' convolution kernels. */
export interface ConvAttributes {
  strides: number | [number, number]
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding
  dataFormat?: 'NHWC' | 'NCHW'
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
  dilations?: number | [number, number]
}

/** Sizes, strides and padding of a convolution of an image [n, h, w, c]. */
export function convInfo(
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

/** The fields of the struct `geometry` of kernels.c, in its order. */
export function geometryOf(info: backend_util.Conv2DInfo): number[] {
  return [
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels],
    ...[info.outHeight, info.outWidth, info.outChannels, info.filterHeight, info.filterWidth],
    ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left],
    ...[info.dilationHeight, info.dilationWidth],
  ]
}
