import {
  add,
  concat,
  cos,
  matMul,
  mul,
  type Rank,
  relu,
  reshape,
  sin,
  type Tensor1D,
  tensor2d,
  type Tensor2D,
} from '@tensorflow/tfjs-core'
import type { Weights } from './weights.js'

const WAVES = 16
const SLOWEST = 0.5
const FASTEST = 16

/**
 * Diffusion times `[batch]` in `[0, 1]` to vectors `[batch, width]`: sines and cosines of 0.5 to 16
 * turns per unit of time, then a rectified linear layer.
 *
 * Source: Vaswani et al. 2017, section 3.5; Ho et al. 2020 (DDPM), appendix B.
 */
export function timeEmbedding(weights: Weights, width: number): (timestep: Tensor1D) => Tensor2D {
  const kernel = weights.kernel<Rank.R2>('kernel', [2 * WAVES, width], { perImage: true })
  const bias = weights.zeros<Rank.R1>('bias', [width])
  const turns = Array.from(
    { length: WAVES },
    (_, i) => 2 * Math.PI * SLOWEST * (FASTEST / SLOWEST) ** (i / (WAVES - 1)),
  )
  return (timestep) => {
    const angles: Tensor2D = mul(reshape(timestep, [-1, 1]), tensor2d(turns, [1, WAVES]))
    const waves = concat([sin(angles), cos(angles)], 1) // [batch, 2 · WAVES]
    return relu(add(matMul(waves, kernel), bias))
  }
}
