import { backend_util, type Conv2DAttrs, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core'
import { runOperation } from './tensorflow-operations.js'

/** A larger filter is no longer at hand for each pixel; TensorFlow's way is to go through it in blocks. */
const MOST_WEIGHTS = 65_536

/**
 * `x ∗ filter` with few channels, with a bias and a rectifier if they are given; nothing where TensorFlow's
 * own way is faster or the only one.
 */
export function directConvolution(
  inputs: readonly [x: Tensor4D, filter: Tensor4D, bias?: Tensor],
  { strides, pad, dataFormat, dilations, dimRoundingMode }: Conv2DAttrs,
  threads: number,
  rectify = false,
): Tensor | undefined {
  const [x, filter, bias] = inputs
  const dense = [dilations].flat().every((step) => step === 1)
  if (dataFormat !== 'NHWC' || !dense || filter.size > MOST_WEIGHTS) return undefined
  const { outHeight, outWidth, outChannels, strideHeight, strideWidth, padInfo } =
    backend_util.computeConv2DInfo(x.shape, filter.shape, strides, dilations, pad, dimRoundingMode)
  if (outHeight * outWidth * x.shape[0] < 1 || outChannels < 1) return undefined
  return runOperation(
    bias ? 'SpadBiasedDirectConvolution' : 'SpadDirectConvolution',
    bias ? [x, filter, bias] : [x, filter],
    {
      rows: { int: outHeight },
      columns: { int: outWidth },
      stride_y: { int: strideHeight },
      stride_x: { int: strideWidth },
      top: { int: padInfo.top },
      left: { int: padInfo.left },
      rectify: { bool: rectify },
      threads: { int: threads },
    },
  )
}
