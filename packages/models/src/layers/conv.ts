import { add, conv2d, type Rank, type Tensor4D } from '@tensorflow/tfjs-core'
import type { Weights } from './weights.js'

/** A part of a network with its weights inside. */
export type Layer = (x: Tensor4D) => Tensor4D

export interface ConvOptions {
  /** Channels in. */
  from: number
  /** Channels out. */
  to: number
  /** Side of the kernel in pixels. @default 3 */
  size?: number
  /** @default 1 */
  stride?: number
  /** Whether a bias is added; needless before a normalisation. @default false */
  bias?: boolean
  /** Scale of the initial weights; √2 suits a ReLU after it. @default √2 */
  gain?: number
}

/** A convolution that keeps the size, or divides it by `stride`. */
export function conv(weights: Weights, options: ConvOptions): Layer {
  const { from, to, size = 3, stride = 1, bias = false, gain } = options
  const kernel = weights.kernel<Rank.R4>('kernel', [size, size, from, to], gain)
  const offset = bias ? weights.zeros<Rank.R1>('bias', [to]) : undefined
  return (x) => {
    const y = conv2d(x, kernel, stride, 'same')
    return offset ? add(y, offset) : y
  }
}
