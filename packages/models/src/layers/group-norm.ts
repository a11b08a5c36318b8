import { fail } from '@spad/core'
import {
  add,
  customGrad,
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
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tile,
} from '@tensorflow/tfjs-core'
import { pixelMean } from './pixel-mean.js'
import { MASK, reluMask } from './relu-mask.js'

const EPSILON = 1e-5

export interface GroupNormOptions {
  /** How many groups the channels fall into; must divide them. */
  groups: number
  /** Whether `max(0, ·)` follows: cheaper here than as an op of its own. @default false */
  rectify?: boolean
}

type Save = (kept: Tensor[]) => void

/**
 * Group normalisation of `[batch, height, width, channels]`: each group of channels of each image to
 * zero mean and unit variance, then `γ · + β`, both `[channels]` or, for each image its own, `[batch,
 * channels]`.
 *
 * One op with a gradient by hand. Both ways it averages over pixels per channel, works out small
 * `[batch, groups, size]` tensors, and ends in `x · a + b`: few passes over the large tensors, and
 * on a CPU these passes are what takes the time.
 *
 * Source: Wu and He 2018, "Group Normalization", eq. 1 to 6.
 *
 * @throws SpadError if `groups` does not divide the channels.
 */
export function groupNorm(
  x: Tensor4D,
  gamma: Tensor1D | Tensor2D,
  beta: Tensor1D | Tensor2D,
  { groups, rectify = false }: GroupNormOptions,
): Tensor4D {
  const channels = x.shape[3]
  if (channels % groups !== 0)
    fail('models', `\`groups\` is ${groups}: it must divide the ${channels} channels.`)
  const op = customGrad((...args) => {
    const [x, gamma, beta, save] = args as unknown as [Tensor4D, Tensor, Tensor, Save]
    const { grouped, perChannel } = views(x, groups)
    const mu = mean(grouped(pixelMean(x)), 2, true) // [batch, groups, 1]
    const variance = sub(mean(grouped(pixelMean(square(x))), 2, true), square(mu))
    // rounding can leave the variance of a constant group a little below zero
    const inverse = rsqrt(add(maximum(variance, 0), EPSILON))
    const a = mul(grouped(gamma), inverse) // [batch, groups, size]
    const b = sub(grouped(beta), mul(mu, a))
    const affine = add(mul(x, perChannel(a)), perChannel(b))
    const y = rectify ? relu(affine) : affine
    save([x, gamma, mu, inverse, a, ...(rectify ? [y] : [])])
    return { value: y, gradFunc: (dy, saved) => backward(dy as Tensor4D, saved, groups) }
  })
  return op(x, gamma, beta) as Tensor4D
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
