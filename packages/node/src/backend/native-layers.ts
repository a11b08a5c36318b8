import {
  type MaxPoolGradAttrs,
  MaxPoolGrad,
  ResizeNearestNeighbor,
  type ResizeNearestNeighborAttrs,
  Softmax,
  type SoftmaxAttrs,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import { isImages } from './native-convolution.js'
import { replaceKernel } from './replace-kernel.js'
import { runOperation } from './tensorflow-operations.js'

/** With more classes they no longer fit the nearest cache side by side. */
const MOST_CLASSES = 32

/**
 * Lets tfjs' kernels use ours for softmax over a few classes, for pixels that become 2 × 2 equal ones, and for
 * the gradient of 2 × 2 max pooling. What ours cannot do stays with tfjs-node's.
 */
export function mendLayers(threads: number): void {
  const share = { threads: { int: threads } }

  replaceKernel(Softmax, (original) => (call) => {
    const { logits } = call.inputs as unknown as Record<'logits', Tensor>
    const { dim } = call.attrs as unknown as SoftmaxAttrs
    const classes = logits.shape.at(-1) ?? 0
    const suits = dim === logits.rank - 1 && logits.dtype === 'float32' && logits.size > 0
    return suits && classes <= MOST_CLASSES
      ? runOperation('SpadSoftmax', [logits], share)
      : original(call)
  })
  replaceKernel(ResizeNearestNeighbor, (original) => (call) => {
    const { images } = call.inputs as unknown as Record<'images', Tensor4D>
    const { size, alignCorners } = call.attrs as unknown as ResizeNearestNeighborAttrs
    const twice = size.every((side, i) => side === 2 * images.shape[i + 1]!)
    return twice && !alignCorners && isImages(images)
      ? runOperation('SpadUpsample', [images], share)
      : original(call)
  })
  replaceKernel(MaxPoolGrad, (original) => (call) => {
    const { dy, input } = call.inputs as unknown as Record<'dy' | 'input', Tensor4D>
    const { filterSize, strides, pad } = call.attrs as unknown as MaxPoolGradAttrs
    const even = input.shape[1] % 2 === 0 && input.shape[2] % 2 === 0
    if (!even || !isTwo(filterSize) || !isTwo(strides) || typeof pad === 'number')
      return original(call)
    return runOperation('SpadMaxPool2Grad', [input, dy], share)
  })
}

/** With even sides, padding is none and `same` is `valid`. */
function isTwo(size: number | [number, number]): boolean {
  return [size].flat().every((side) => side === 2)
}
