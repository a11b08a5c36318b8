import { checkNumber } from '@spad/core'
import { depthwiseConv2d, mirrorPad, tensor4d, tile, type Tensor4D } from '@tensorflow/tfjs-core'

/**
 * `G_τ ∗ y` by two one-dimensional passes, cut off at `3 τ`; the picture continues beyond its
 * border as its mirror image, so that the border is no boundary.
 *
 * @param values `[batch, height, width, channels]`.
 * @param tau Standard deviation in pixels; 0 leaves the picture as it is.
 * @throws SpadError if it is negative or no number.
 */
export function gaussianBlur(values: Tensor4D, tau: number): Tensor4D {
  checkNumber('noise', 'tau', tau, { min: 0 })
  if (tau === 0) return values.clone()
  return alongAxis(alongAxis(values, tau, 1), tau, 2)
}

function alongAxis(values: Tensor4D, tau: number, axis: 1 | 2): Tensor4D {
  // a mirror image is no wider than the picture itself
  const radius = Math.min(Math.ceil(3 * tau), values.shape[axis])
  const weights = gaussianWeights(tau, radius)
  const along =
    axis === 1 ? ([weights.length, 1, 1, 1] as const) : ([1, weights.length, 1, 1] as const)
  const filter = tile(tensor4d(weights, [...along]), [1, 1, values.shape[3], 1])
  const none: [number, number] = [0, 0]
  const both: [number, number] = [radius, radius]
  const pads = axis === 1 ? [none, both, none, none] : [none, none, both, none]
  return depthwiseConv2d(mirrorPad(values, pads, 'symmetric'), filter, 1, 'valid')
}

/** `exp(−i² / 2τ²)` for `i = −radius … radius`, summing to 1. */
function gaussianWeights(tau: number, radius: number): number[] {
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * tau ** 2)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}
