import type { Rank } from '@tensorflow/tfjs-core'
import type { Layer } from './conv.js'
import { groupNorm } from './group-norm.js'
import type { Weights } from './weights.js'

export interface NormOptions {
  channels: number
  /** Channels that share a mean and a variance; the widest divisor of `channels` up to this. */
  groupSize: number
  /** Whether `max(0, ·)` follows. @default false */
  rectify?: boolean
  /** Starts with γ = 0, so that a residual branch starts as nothing. @default false */
  silent?: boolean
}

/** Group normalisation with its γ and β. */
export function norm(weights: Weights, options: NormOptions): Layer {
  const { channels, groupSize, rectify = false, silent = false } = options
  let size = Math.min(groupSize, channels)
  while (channels % size !== 0) size--
  const gamma = silent
    ? weights.zeros<Rank.R1>('gamma', [channels])
    : weights.ones<Rank.R1>('gamma', [channels])
  const beta = weights.zeros<Rank.R1>('beta', [channels])
  const groups = channels / size
  return (x) => groupNorm(x, gamma, beta, { groups, rectify })
}
