import { add, conv2d, type Rank, type Tensor4D } from '@tensorflow/tfjs-core'
import type { Weights } from './weights.js'

/** A part of a network with its weights inside. */
export type Layer = (x: Tensor4D) => Tensor4D

export interface ConvOptions {
  /** Channels in. */
  readonly from: number
  /** Channels out. */
  readonly to: number
  /** Side of the kernel in pixels. @default 3 */
  readonly size?: number
  /** @default 1 */
  readonly stride?: number
  /** Whether a bias is added; needless before a normalisation. @default false */
  readonly bias?: boolean
  /** Scale of the initial weights: √2 suits a ReLU after it, 0 starts as nothing. @default √2 */
  readonly gain?: number
}

/** A convolution that keeps the size, or divides it by `stride`. */
export function conv(weights: Weights, options: ConvOptions): Layer {
  const { from, to, size = 3, stride = 1, bias = false, gain = Math.SQRT2 } = options
  const kernel = weights.kernel<Rank.R4>('kernel', [size, size, from, to], { gain })
  const offset = bias ? weights.zeros<Rank.R1>('bias', [to]) : undefined
  return (x) => {
    const y = conv2d(x, kernel, stride, 'same')
    return offset ? add(y, offset) : y
  }
}

/**
 * A convolution over two inputs side by side, as the sum of one over each: joining them first would
 * cost a pass over memory, and on wasm a slow one.
 */
export function convOfTwo(
  weights: Weights,
  { from, to }: { readonly from: readonly [number, number]; readonly to: number },
): (a: Tensor4D, b: Tensor4D) => Tensor4D {
  // each kernel knows half of the fan-in
  const gainOf = (part: number): number => Math.SQRT2 * Math.sqrt(part / (from[0] + from[1]))
  const first = conv(weights.at('first'), { from: from[0], to, gain: gainOf(from[0]) })
  const second = conv(weights.at('second'), { from: from[1], to, gain: gainOf(from[1]) })
  return (a, b) => add(first(a), second(b))
}

/** One layer after another. */
export function chain(...layers: readonly Layer[]): Layer {
  return (x) => layers.reduce((y, layer) => layer(y), x)
}
