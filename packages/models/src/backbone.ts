import { add, type Tensor4D } from '@tensorflow/tfjs-core'
import { at } from './at.js'
import { chain, conv } from './layers/conv.js'
import { norm } from './layers/norm.js'
import { upsample } from './layers/upsample.js'
import { residualBlocks } from './layers/residual-block.js'
import type { Weights } from './layers/weights.js'

/** The image's way down, and up again, in every residual network here. */
export interface BackboneOptions {
  /** Channels per level, fine first; each further level halves height and width. */
  readonly widths: readonly number[]
  /** Residual blocks per level on the way down, as many numbers as `widths`. */
  readonly blocks: readonly number[]
  /** Channels that share a mean and a variance in group normalisation. */
  readonly groupSize: number
  /** Heads of self-attention at the lowest resolution; 0 = none. */
  readonly attention: number
  /** How it goes down, if not by strided convolutions with residual blocks behind; see `residualDescend`. */
  readonly encoder?: 'residual'
}

/** Image to one tensor per level, fine first. */
export function descend(
  weights: Weights,
  { channels, widths, blocks, groupSize }: BackboneOptions & { readonly channels: number },
): (image: Tensor4D) => Tensor4D[] {
  const levels = widths.map((to, level) => {
    const here = weights.at(`level${level}`, level)
    const from = level === 0 ? channels : at(widths, level - 1)
    return chain(
      conv(here.at('enter'), { from, to, stride: level === 0 ? 1 : 2 }),
      norm(here.at('norm'), { channels: to, groupSize, rectify: true }),
      residualBlocks(here, blocks[level]!, { channels: to, groupSize }),
    )
  })
  return (image) => {
    let x = image
    return levels.map((level) => (x = level(x)))
  }
}

/**
 * Joins a coarse tensor with the finer one of a level: narrows it, doubles its size, adds and refines.
 *
 * Adding takes half of the work of joining side by side (Chaurasia and Culurciello 2017, "LinkNet").
 */
export function ascend(
  weights: Weights,
  level: number,
  { widths, groupSize }: BackboneOptions,
): (coarse: Tensor4D, fine: Tensor4D) => Tensor4D {
  const here = weights.at(`level${level}`, level)
  const channels = at(widths, level)
  const from = at(widths, level + 1)
  const narrow = conv(here.at('narrow', level + 1), { from, to: channels, size: 1, gain: 1 })
  const refine = residualBlocks(here, 1, { channels, groupSize })
  return (coarse, fine) => refine(add(upsample(narrow(coarse)), fine))
}
