import {
  avgPool,
  customGrad,
  engine,
  mul,
  ResizeNearestNeighbor,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core'

/**
 * Each pixel becomes 2 × 2 equal ones: `[batch, h, w, c]` → `[batch, 2h, 2w, c]`.
 *
 * With a gradient of its own, the sum over these four: the cpu backend's is wrong.
 */
export function upsample(x: Tensor4D): Tensor4D {
  const op = customGrad((x) => ({
    value: repeat(x as Tensor4D),
    gradFunc: (dy: Tensor) => mul(avgPool(dy as Tensor4D, 2, 2, 'valid'), 4),
  }))
  return op(x) as Tensor4D
}

function repeat(x: Tensor4D): Tensor4D {
  const size = [2 * x.shape[1], 2 * x.shape[2]]
  // not `image.resizeNearestNeighbor`: it brings every image op into a page
  return engine().runKernel<Tensor4D>(
    ResizeNearestNeighbor,
    { images: x },
    { size, alignCorners: false, halfPixelCenters: false },
  )
}
