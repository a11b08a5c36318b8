import { definePart, fail, type Given } from '@spad/core'
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { at } from './at.js'
import { ascend, type BackboneOptions, descend } from './backbone.js'
import { backboneOptions, checkBackbone } from './backbone-options.js'
import { encoder } from './encoder.js'
import { conv } from './layers/conv.js'
import {
  defineDenoiser,
  type DenoiserContext,
  type ImageAndClasses,
  type Network,
  type NetworkBuilder,
} from './network.js'

/** Options of {@link unet}. */
export interface UnetOptions extends Given<typeof backboneOptions> {}

/**
 * A U-Net of residual blocks that answers in one pass and looks at no mask state.
 *
 * Source: Ronneberger et al. 2015, "U-Net"; He et al. 2015, "Deep Residual Learning".
 *
 * @throws SpadError if an option is out of range.
 */
export const unet = /* @__PURE__ */ definePart({
  where: 'models',
  kind: 'denoiser',
  type: 'unet',
  options: backboneOptions,
  build: (options, config, ...[random]: DenoiserContext) => {
    checkBackbone(options)
    return defineDenoiser({ ...config, ...options }, buildUnet, random)
  },
})

/**
 * The same U-Net for a page, which is spared the code of attention.
 *
 * @throws SpadError if an option is out of range, or `attention` is asked for.
 */
export const convolutionalUnet = /* @__PURE__ */ definePart({
  where: 'models',
  kind: 'denoiser',
  type: 'unet',
  options: backboneOptions,
  build: (options, config, ...[random]: DenoiserContext) => {
    checkBackbone(options)
    if (options.attention > 0)
      fail(
        'models',
        `\`attention\` is ${options.attention}: \`modelParts\` have it, these parts not.`,
      )
    return defineDenoiser({ ...config, ...options }, unetOn(descend), random)
  },
})

/** The inside of {@link unet}. */
export function buildUnet(...[weights, options]: Parameters<UnetBuilder>): Network {
  return unetOn(encoder)(weights, options)
}

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
