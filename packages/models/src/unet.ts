import { createRandom, type Denoiser, type Features, type Random } from '@spad/core'
import { add, type Tensor4D } from '@tensorflow/tfjs-core'
import { conv, type Layer } from './layers/conv.js'
import { norm } from './layers/norm.js'
import { upsample } from './layers/resample.js'
import { residualBlock } from './layers/residual-block.js'
import { createWeights, type Weights } from './layers/weights.js'

export interface UnetOptions {
  /** Channels of the image. */
  channels: number
  /** Classes told apart, background included. */
  classes: number
  /** Channels per level, fine first; each level halves height and width. @default [16, 24, 48, 96] */
  widths?: readonly number[]
  /** Residual blocks per level. @default 1 */
  blocks?: number
  /** Channels that share a mean and a variance in group normalisation. @default 8 */
  groupSize?: number
}

/**
 * A U-Net of residual blocks that answers in one pass and looks at no mask state.
 *
 * Source: Ronneberger et al. 2015, "U-Net"; the skips are added, not concatenated, as in Chaurasia and
 * Culurciello 2017, "LinkNet".
 */
export function unet(options: UnetOptions, random: Random = createRandom(0)): Denoiser {
  const { channels, classes, widths = [16, 24, 48, 96], blocks = 1, groupSize = 8 } = options
  const weights = createWeights(random)
  const encoder = widths.map((to, level) => {
    const from = level === 0 ? channels : (widths[level - 1] ?? 0)
    const here = weights.at(`encoder${level}`)
    return [
      conv(here.at('enter'), { from, to, stride: level === 0 ? 1 : 2 }),
      norm(here.at('norm'), { channels: to, groupSize, rectify: true }),
      ...stage(here, to, blocks, groupSize),
    ]
  })
  const decoder = widths.slice(0, -1).map((to, level) => {
    const here = weights.at(`decoder${level}`)
    const from = widths[level + 1] ?? 0
    return {
      narrow: conv(here.at('narrow'), { from, to, size: 1, gain: 1 }),
      blocks: stage(here, to, blocks, groupSize),
    }
  })
  const finest = widths[0] ?? 0
  const head = conv(weights.at('head'), { from: finest, to: classes, size: 1, bias: true, gain: 1 })
  return {
    config: { type: 'unet', channels, classes, widths, blocks, groupSize },
    variables: weights.variables,
    channels,
    classes,
    stride: 2 ** (widths.length - 1),
    usesState: false,
    encode: (image) => {
      const features: Tensor4D[] = []
      let x = image
      for (const level of encoder) features.push((x = run(level, x)))
      return features
    },
    denoise: (features: Features) => {
      let x = features[features.length - 1] as Tensor4D
      for (const [level, { narrow, blocks }] of [...decoder.entries()].reverse())
        x = run(blocks, add(features[level] as Tensor4D, upsample(narrow(x))))
      return head(x)
    },
    dispose: () => {
      for (const variable of Object.values(weights.variables)) variable.dispose()
    },
  }
}

function stage(weights: Weights, channels: number, blocks: number, groupSize: number): Layer[] {
  return Array.from({ length: blocks }, (_, i) =>
    residualBlock(weights.at(`block${i}`), { channels, groupSize }),
  )
}

function run(layers: readonly Layer[], x: Tensor4D): Tensor4D {
  return layers.reduce((y, layer) => layer(y), x)
}
