import { add, matMul, type Rank, type Tensor2D } from '@tensorflow/tfjs-core'
import type { Layer } from './conv.js'
import { groupNorm } from './group-norm.js'
import type { Weights } from './weights.js'

export interface NormOptions {
  readonly channels: number
  /** Channels that share a mean and a variance; the widest divisor of `channels` up to this. */
  readonly groupSize: number
  /** Whether `max(0, ·)` follows. @default false */
  readonly rectify?: boolean
}

/** Group normalisation with its γ and β. */
export function norm(weights: Weights, options: NormOptions): Layer {
  const { channels, rectify = false } = options
  const groups = groupsOf(options)
  const gamma = weights.ones<Rank.R1>('gamma', [channels])
  const beta = weights.zeros<Rank.R1>('beta', [channels])
  return (x) => groupNorm(x, gamma, beta, { groups, rectify })
}

/**
 * Group normalisation whose γ and β listen to an embedding `[batch, width]`; they start as if it were
 * not there.
 *
 * Source: Perez et al. 2018, "FiLM"; in diffusion models: Dhariwal and Nichol 2021, section 3.1, AdaGN.
 */
export function adaptiveNorm(
  weights: Weights,
  { width, ...options }: NormOptions & { readonly width: number },
): (x: Parameters<Layer>[0], embedding: Tensor2D) => ReturnType<Layer> {
  const { channels, rectify = false } = options
  const groups = groupsOf(options)
  const gamma = weights.ones<Rank.R1>('gamma', [channels])
  const beta = weights.zeros<Rank.R1>('beta', [channels])
  const from = { gain: 0, perImage: true }
  const toGamma = weights.kernel<Rank.R2>('embeddingToGamma', [width, channels], from)
  const toBeta = weights.kernel<Rank.R2>('embeddingToBeta', [width, channels], from)
  return (x, embedding) =>
    groupNorm(x, add(matMul(embedding, toGamma), gamma), add(matMul(embedding, toBeta), beta), {
      groups,
      rectify,
    })
}

function groupsOf({ channels, groupSize }: NormOptions): number {
  let size = Math.min(groupSize, channels)
  while (channels % size !== 0) size--
  return channels / size
}
