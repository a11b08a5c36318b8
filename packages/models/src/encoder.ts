import type { Tensor4D } from '@tensorflow/tfjs-core'
import { at } from './at.js'
import { type BackboneOptions, descend } from './backbone.js'
import { attention } from './layers/attention.js'
import type { Weights } from './layers/weights.js'
import { residualDescend } from './residual-encoder.js'

/** Image to one tensor per level, fine first; the coarsest looks around itself if it has heads for it. */
export function encoder(
  weights: Weights,
  options: BackboneOptions & { readonly channels: number },
): (image: Tensor4D) => Tensor4D[] {
  const { widths, groupSize, attention: heads } = options
  const down = (options.encoder === 'residual' ? residualDescend : descend)(weights, options)
  if (heads === 0) return down
  const level = widths.length - 1
  const lookAround = attention(weights.at('attention', level), {
    channels: at(widths, level),
    groupSize,
    heads,
  })
  return (image) => {
    const levels = down(image)
    return [...levels.slice(0, -1), lookAround(at(levels, level))]
  }
}
