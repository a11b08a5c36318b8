import { definePart, type Denoiser, fail, type Given, type Rule, yesOrNo } from '@spad/core'
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { at } from './at.js'
import { ascend, type BackboneOptions, descend } from './backbone.js'
import { backboneOptions, checkBackbone } from './backbone-options.js'
import { encoder } from './encoder.js'
import { conv, type Layer } from './layers/conv.js'
import type { Weights } from './layers/weights.js'
import {
  defineDenoiser,
  type DenoiserContext,
  type ImageAndClasses,
  type Network,
  type NetworkBuilder,
} from './network.js'

const options = {
  ...backboneOptions,
  /** Whether training also asks for the answer at coarser levels of the way up, but the two coarsest. @default not */
  deep: { rule: onlyTrue(), default: undefined },
}

/** `false` is as good as nothing, and stays away. */
function onlyTrue(): Rule<true | undefined, boolean> {
  const { words, check } = yesOrNo()
  return { words, check: (...given) => check(...given) || undefined }
}

/** Options of {@link unet}. */
export interface UnetOptions extends Given<typeof options> {}

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
  options,
  build: (given, config, ...[random]: DenoiserContext) => {
    checkBackbone(given)
    return defineDenoiser({ ...config, ...given }, buildUnet, random)
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
  options,
  build: (given, config, ...[random]: DenoiserContext) => {
    checkBackbone(given)
    const { attention, encoder, deep } = given
    for (const [name, value] of Object.entries({ attention, encoder, deep }))
      if (value) fail('models', `\`${name}\` is ${value}: \`modelParts\` have it, these parts not.`)
    return defineDenoiser({ ...config, ...given }, unetOn(descend), random)
  },
})

/** The inside of {@link unet}. */
export function buildUnet(...[weights, options]: Parameters<UnetBuilder>): Network {
  return unetOn(encoder, options.deep ? deepLogits : undefined)(weights, options)
}

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
