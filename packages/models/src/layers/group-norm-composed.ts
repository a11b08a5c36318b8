import type { GroupNormAttributes, GroupNormInputs } from '@spad/core'
import {
  add,
  div,
  maximum,
  mean,
  mul,
  neg,
  relu,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tile,
} from '@tensorflow/tfjs-core'
import type { Differentiable } from './group-norm-fused.js'
import { pixelMean } from './pixel-mean.js'
import { MASK, reluMask } from './relu-mask.js'

/**
 * Group normalisation and its gradient by tfjs' operations. Both ways it averages over pixels per
 * channel, works out small `[batch, groups, size]` tensors, and ends in `x · a + b`.
 */
export function composedGroupNorm(
  { x, gamma, beta }: GroupNormInputs,
  { groups, epsilon, rectify }: GroupNormAttributes,
): Differentiable {
  const { grouped, perChannel } = views(x, groups)
  const mu = mean(grouped(pixelMean(x)), 2, true) // [batch, groups, 1]
  const variance = sub(mean(grouped(pixelMean(square(x))), 2, true), square(mu))
  // rounding can leave the variance of a constant group a little below zero
  const inverse = rsqrt(add(maximum(variance, 0), epsilon))
  const a = mul(grouped(gamma), inverse) // [batch, groups, size]
  const b = sub(grouped(beta), mul(mu, a))
  const affine: Tensor4D = add(mul(x, perChannel(a)), perChannel(b))
  const y = rectify ? relu(affine) : affine
  return {
    y,
    saved: [x, gamma, mu, inverse, a, ...(rectify ? [y] : [])],
    gradient: (dy, saved) => backward(dy, saved, groups),
  }
}

function backward(dy: Tensor4D, saved: Tensor[], groups: number): Tensor[] {
  const [x, gamma, mu, inverse, a, y] = saved as [
    Tensor4D,
    Tensor,
    Tensor3D,
    Tensor3D,
    Tensor3D,
    Tensor4D?,
  ]
  const { grouped, perChannel, pixels, size } = views(x, groups)
  // with a rectifier, all that follows is MASK times too large until `unit` takes it back
  const dz: Tensor4D = y === undefined ? dy : mul(dy, reluMask(y))
  const unit = (t: Tensor): Tensor => (y === undefined ? t : div(t, MASK))
  const meanDz = unit(grouped(pixelMean(dz))) // [batch, groups, size]
  const meanDzX = unit(grouped(pixelMean(mul(dz, x))))
  const meanDzXhat = mul(sub(meanDzX, mul(mu, meanDz)), inverse) // x̂ = (x − μ) · inverse
  const m1 = mean(mul(grouped(gamma), meanDz), 2, true) // [batch, groups, 1]
  const m2 = mean(mul(grouped(gamma), meanDzXhat), 2, true)
  // dx = inverse · (γ dz − m1 − x̂ m2) = a dz + c x + d
  const c = neg(mul(square(inverse), m2))
  const d = neg(add(mul(inverse, m1), mul(mu, c)))
  const spread = (t: Tensor): Tensor4D => perChannel(tile(t, [1, 1, size]))
  const dx = add(add(mul(dz, perChannel(unit(a))), mul(x, spread(c))), spread(d))
  const total = (t: Tensor): Tensor =>
    reshape(mul(gamma.rank === 1 ? sum(t, 0) : t, pixels), gamma.shape)
  return [dx, total(meanDzXhat), total(meanDz)]
}

function views(x: Tensor4D, groups: number) {
  const [batch, height, width, channels] = x.shape
  const size = channels / groups
  return {
    size,
    pixels: height * width,
    grouped: (t: Tensor): Tensor3D => reshape(t, [-1, groups, size]),
    perChannel: (t: Tensor): Tensor4D => reshape(t, [batch, 1, 1, channels]),
  }
}
