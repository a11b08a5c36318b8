import { type Denoiser, fail, type Random } from '@spad/core'
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { at } from './at.js'
import { ascend, type BackboneOptions, descend } from './backbone.js'
import { checkBackbone } from './check-backbone.js'
import { encoder } from './encoder.js'
import { conv } from './layers/conv.js'
import { defineDenoiser, type ImageAndClasses, type NetworkBuilder } from './network.js'

/** Options of {@link unet}. */
export interface UnetOptions extends ImageAndClasses {
  /** Channels per level, fine first; each further level halves height and width. @default [16, 24, 48, 96] */
  readonly widths?: readonly number[]
  /** Residual blocks per level on the way down; on the way up it is one. @default 0, then 1 per level */
  readonly blocks?: readonly number[]
  /** Channels that share a mean and a variance in group normalisation. @default 8 */
  readonly groupSize?: number
  /** Heads of self-attention at the lowest resolution; 0 = none. @default 0 */
  readonly attention?: number
}

/**
 * A U-Net of residual blocks that answers in one pass and looks at no mask state.
 *
 * Source: Ronneberger et al. 2015, "U-Net"; He et al. 2015, "Deep Residual Learning".
 *
 * @throws SpadError if an option is out of range.
 */
export function unet(options: UnetOptions, random?: Random): Denoiser {
  return defineDenoiser({ type: 'unet', ...checkBackbone('unet', options) }, buildUnet, random)
}

/**
 * The same U-Net for a page, which is spared the code of attention.
 *
 * @throws SpadError if an option is out of range, or `attention` is asked for.
 */
export function convolutionalUnet(options: UnetOptions, random?: Random): Denoiser {
  const checked = checkBackbone('unet', options)
  if (checked.attention > 0)
    fail(
      'models',
      `\`attention\` is ${checked.attention}: \`modelParts\` have it, these parts not.`,
    )
  return defineDenoiser({ type: 'unet', ...checked }, unetOn(descend), random)
}

/** The inside of {@link unet}. */
export const buildUnet: UnetBuilder = (weights, options) => unetOn(encoder)(weights, options)

type UnetBuilder = NetworkBuilder<ImageAndClasses & BackboneOptions>

/** A U-Net on one or the other way down. */
function unetOn(down: typeof encoder): UnetBuilder {
  return (weights, options) => {
    const { widths, classes } = options
    const encode = down(weights.at('encoder'), options)
    const decoder = weights.at('decoder')
    const ups = widths.slice(1).map((_, level) => ascend(decoder, level, options))
    const head = conv(decoder.at('head'), {
      from: at(widths, 0),
      to: classes,
      size: 1,
      bias: true,
      gain: 1,
    })
    return {
      levels: widths.length - 1,
      usesState: false,
      encode,
      denoise: (features) => {
        const fineFirst = features as readonly Tensor4D[]
        const coarsest = at(fineFirst, ups.length)
        return head(ups.reduceRight((x, up, level) => up(x, at(fineFirst, level)), coarsest))
      },
    }
  }
}
