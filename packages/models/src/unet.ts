import { type Denoiser, fail, type Random } from '@spad/core'
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { at } from './at.js'
import { ascend, type BackboneOptions, descend } from './backbone.js'
import { checkBackbone } from './check-backbone.js'
import { checkEncoder, encoder } from './encoder.js'
import { conv, type Layer } from './layers/conv.js'
import type { Weights } from './layers/weights.js'
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
  /** `residual`: down as nnU-Net's ResEnc, with `blocks` more at each level. @default strided convolutions */
  readonly encoder?: 'residual'
  /** Whether training also asks for the answer at coarser levels of the way up, but the two coarsest. @default false */
  readonly deep?: boolean
}

/**
 * A U-Net of residual blocks that answers in one pass and looks at no mask state.
 *
 * Source: Ronneberger et al. 2015, "U-Net"; He et al. 2015, "Deep Residual Learning".
 *
 * @throws SpadError if an option is out of range.
 */
export function unet(options: UnetOptions, random?: Random): Denoiser {
  const { encoder, deep = false, ...backbone } = options
  const checked = {
    ...checkBackbone('unet', backbone, ['encoder', 'deep']),
    ...checkEncoder(encoder),
  }
  if (typeof (deep as unknown) !== 'boolean')
    fail('models', `\`deep\` is ${String(deep)}: it must be true or false.`)
  return defineDenoiser({ type: 'unet', ...checked, ...(deep && { deep }) }, buildUnet, random)
}

/**
 * The same U-Net for a page, which is spared the code of attention.
 *
 * @throws SpadError if an option is out of range, or `attention`, `encoder` or `deep` is asked for.
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
export const buildUnet: UnetBuilder = (weights, options) =>
  unetOn(encoder, options.deep ? deepLogits : undefined)(weights, options)

type UnetBuilder = NetworkBuilder<UnetInside>
type UnetInside = ImageAndClasses & BackboneOptions & { readonly deep?: boolean }

/** A U-Net on one or the other way down; `coarse` answers at coarser levels too. */
function unetOn(down: typeof encoder, coarse?: typeof deepLogits): UnetBuilder {
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
      deep: coarse?.(decoder, options, ups, head),
    }
  }
}

/**
 * Logits of what the way up has at each level, by a 1 × 1 convolution each, but at the two coarsest.
 *
 * @param head That of the finest level.
 */
function deepLogits(
  weights: Weights,
  { widths, classes }: UnetInside,
  ups: readonly ReturnType<typeof ascend>[],
  head: Layer,
): NonNullable<Denoiser['deep']> {
  const heads = widths
    .slice(1, -2)
    .map((from, i) =>
      conv(weights.at(`head${i + 1}`, i + 1), { from, to: classes, size: 1, bias: true, gain: 1 }),
    )
  return (features) => {
    const fineFirst = features as readonly Tensor4D[]
    const levels: Tensor4D[] = []
    let x = at(fineFirst, ups.length)
    for (const [level, up] of [...ups.entries()].reverse()) {
      x = up(x, at(fineFirst, level))
      const toLogits = [head, ...heads][level]
      if (toLogits) levels.unshift(toLogits(x))
    }
    return levels
  }
}
