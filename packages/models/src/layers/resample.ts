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
 * Each pixel becomes 2 × 2 equal ones: `[b, h, w, c]` → `[b, 2h, 2w, c]`.
 *
 * With a gradient of its own, since the cpu backend's is wrong.
 */
export function upsample(x: Tensor4D): Tensor4D {
  const op = customGrad((x) => ({
    value: repeat(x as Tensor4D),
    gradFunc: (dy: Tensor) => mul(halve(dy as Tensor4D), 4),
  }))
  return op(x) as Tensor4D
}

/** The mean of each 2 × 2 pixels: `[b, 2h, 2w, c]` → `[b, h, w, c]`. */
export function downsample(x: Tensor4D): Tensor4D {
  const op = customGrad((x) => ({
    value: halve(x as Tensor4D),
    gradFunc: (dy: Tensor) => repeat(mul(dy as Tensor4D, 0.25)),
  }))
  return op(x) as Tensor4D
}

function halve(x: Tensor4D): Tensor4D {
  return avgPool(x, 2, 2, 'valid')
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
