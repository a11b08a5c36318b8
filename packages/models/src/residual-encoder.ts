import { add, avgPool, relu, type Tensor4D } from '@tensorflow/tfjs-core'
import { at } from './at.js'
import type { BackboneOptions } from './backbone.js'
import { chain, conv, type Layer } from './layers/conv.js'
import { norm } from './layers/norm.js'
import type { Weights } from './layers/weights.js'

/**
 * Image to one tensor per level, fine first, as nnU-Net's residual encoder goes down: a stem, then residual blocks
 * alone, the first of which changes channels and, but at the finest level, halves height and width.
 *
 * Source: Isensee et al. 2024, "nnU-Net Revisited", ResEnc; its blocks are those of He et al. 2015, and pool where
 * they skip (He et al. 2019, "Bag of Tricks", ResNet-D).
 */
export function residualDescend(
  weights: Weights,
  { channels, widths, blocks, groupSize }: BackboneOptions & { readonly channels: number },
): (image: Tensor4D) => Tensor4D[] {
  const first = at(widths, 0)
  const stem = chain(
    conv(weights.at('stem'), { from: channels, to: first }),
    norm(weights.at('stem/norm'), { channels: first, groupSize, rectify: true }),
  )
  const levels = widths.map((to, level) => {
    const here = weights.at(`level${level}`, level)
    const from = level === 0 ? first : at(widths, level - 1)
    const enter = block(here.at('enter'), { from, to, groupSize, halves: level > 0 })
    const more = Array.from({ length: blocks[level]! }, (_, i) =>
      block(here.at(`block${i}`), { from: to, to, groupSize, halves: false }),
    )
    return chain(enter, ...more)
  })
  return (image) => {
    let x = stem(image)
    return levels.map((level) => (x = level(x)))
  }
}

interface BlockOptions {
  readonly from: number
  readonly to: number
  readonly groupSize: number
  readonly halves: boolean
}

/** `relu(skip(x) + norm(conv(relu(norm(conv x)))))`. */
function block(weights: Weights, { from, to, groupSize, halves }: BlockOptions): Layer {
  const branch = chain(
    conv(weights.at('conv1'), { from, to, stride: halves ? 2 : 1 }),
    norm(weights.at('norm1'), { channels: to, groupSize, rectify: true }),
    conv(weights.at('conv2'), { from: to, to }),
    norm(weights.at('norm2'), { channels: to, groupSize }),
  )
  const project =
    from === to
      ? undefined
      : chain(
          conv(weights.at('project'), { from, to, size: 1, gain: 1 }),
          norm(weights.at('project/norm'), { channels: to, groupSize }),
        )
  return (x) => {
    const fewer = halves ? avgPool(x, 2, 2, 'valid') : x
    return relu(add(branch(x), project ? project(fewer) : fewer))
  }
}
