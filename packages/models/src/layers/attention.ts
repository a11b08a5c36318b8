import {
  add,
  matMul,
  mul,
  type Rank,
  reshape,
  softmax,
  type Tensor3D,
  transpose,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import { conv, type Layer } from './conv.js'
import { norm } from './norm.js'
import type { ResidualBlockOptions } from './residual-block.js'
import type { Weights } from './weights.js'

export interface AttentionOptions extends ResidualBlockOptions {
  /** Must divide `channels`. */
  readonly heads: number
}

/**
 * Every pixel looks at every other one: `x + project(softmax(q kᵀ / √d) v)`, which starts as the
 * identity. Its work grows with the square of the number of pixels.
 *
 * Source: Vaswani et al. 2017, "Attention is all you need", eq. 1 and section 3.2.2.
 */
export function attention(weights: Weights, options: AttentionOptions): Layer {
  const { channels, groupSize, heads } = options
  const size = channels / heads
  const pointwise = { from: channels, to: channels, size: 1, gain: 1 }
  const normalize = norm(weights.at('norm'), { channels, groupSize })
  const [query, key, value] = ['query', 'key', 'value'].map((name) =>
    conv(weights.at(name), pointwise),
  ) as [Layer, Layer, Layer]
  const project = conv(weights.at('project'), { ...pointwise, gain: 0 })
  weights.work((pixels) => 2 * pixels ** 2 * channels)

  /** `[batch, h, w, channels]` → `[batch · heads, h w, size]`. */
  const split = (x: Tensor4D): Tensor3D => {
    const [batch, height, width] = x.shape
    const apart = reshape<Rank.R4>(x, [batch, height * width, heads, size])
    return reshape(transpose(apart, [0, 2, 1, 3]), [batch * heads, height * width, size])
  }
  return (x) => {
    const [batch, height, width] = x.shape
    const y = normalize(x)
    const scores = matMul(mul(split(query(y)), size ** -0.5), split(key(y)), false, true)
    const seen = matMul(softmax(scores), split(value(y))) // [batch · heads, h w, size]
    const apart = reshape<Rank.R4>(seen, [batch, heads, height * width, size])
    const joined = transpose(apart, [0, 2, 1, 3])
    return add(x, project(reshape(joined, [batch, height, width, channels])))
  }
}
