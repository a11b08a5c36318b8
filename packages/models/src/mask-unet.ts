import { definePart, fail, type Given, type Rule } from '@spad/core'
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { at } from './at.js'
import { ascend, type BackboneOptions } from './backbone.js'
import { backboneOptions, checkBackbone, count, counts } from './backbone-options.js'
import { encoder } from './encoder.js'
import { conv } from './layers/conv.js'
import type { Weights } from './layers/weights.js'
import { maskDecoder, type MaskDecoderOptions, type Three } from './mask-decoder.js'
import {
  defineDenoiser,
  type DenoiserContext,
  type ImageAndClasses,
  type Network,
} from './network.js'

type MaskOptions = ImageAndClasses & BackboneOptions & MaskDecoderOptions

const options = {
  ...backboneOptions,
  /** Channels of the decoder at full, half and a quarter of the resolution. @default [8, 16, 24] */
  decoderWidths: { rule: threeCounts(), default: [8, 16, 24] },
  /** Width of the embedding of the diffusion time. @default 32 */
  embedding: { rule: count(), default: 32 },
}

/** Options of {@link maskUnet}: those of the U-Net that reads the image, and its decoder's. */
export interface MaskUnetOptions extends Given<typeof options> {}

/**
 * Mask diffusion's network: the residual U-Net reads the image once, down and up again to half of its
 * resolution; a light decoder runs once per step on what it found, the noisy mask and the time.
 *
 * Source: Ji et al. 2023, "DDP: Diffusion Model for Dense Visual Prediction", section 3 (encode once,
 * decode per step).
 *
 * @throws SpadError if an option is out of range or there are less than three levels.
 */
export const maskUnet = /* @__PURE__ */ definePart({
  where: 'models',
  kind: 'denoiser',
  type: 'maskUnet',
  options,
  build: (given, config, ...[random]: DenoiserContext) => {
    checkBackbone(given)
    if (given.widths.length < 3)
      fail('models', `\`widths\` has length ${given.widths.length}: \`maskUnet\` needs at least 3.`)
    return defineDenoiser({ ...config, ...given }, buildMaskUnet, random)
  },
})

function threeCounts(): Rule<Three<number>> {
  const { check } = counts()
  return {
    words: 'three integers of at least 1',
    check: (value, name, where) => {
      const list = check(value, name, where)
      return list.length === 3
        ? (list as unknown as Three<number>)
        : fail(
            where,
            `\`${name}\` has length ${list.length}: it needs 3, ` +
              'for full, half and a quarter of the resolution.',
          )
    },
  }
}

/** The inside of {@link maskUnet}. */
export function buildMaskUnet(weights: Weights, options: MaskOptions): Network {
  const decode = maskDecoder(weights.at('decoder'), options)
  return {
    levels: options.widths.length - 1,
    usesState: true,
    encode: imageFeatures(weights.at('encoder'), options),
    denoise: (features, state, timestep) => {
      if (!state || !timestep)
        return fail('models', '`state` or `timestep` is missing: `maskUnet` denoises a mask.')
      return decode(features as unknown as Three<Tensor4D>, state, timestep)
    },
  }
}

/** Image to all that the decoder sees of it. */
function imageFeatures(
  weights: Weights,
  options: MaskOptions,
): (image: Tensor4D) => Three<Tensor4D> {
  const { widths, decoderWidths } = options
  const down = encoder(weights, options)
  const ups = widths.slice(2).map((_, i) => ascend(weights.at('up'), i + 1, options))
  const [toFull, toHalf, toQuarter] = [0, 1, 2].map((level) =>
    conv(weights.at(`to${level}`, level), {
      from: at(widths, level),
      to: at(decoderWidths, level),
      size: 1,
      gain: 1,
    }),
  ) as [ReturnType<typeof conv>, ReturnType<typeof conv>, ReturnType<typeof conv>]
  return (image) => {
    const levels = down(image)
    // climbs to half of the resolution; the level before the last is a quarter
    for (const [i, up] of [...ups.entries()].reverse())
      levels[i + 1] = up(at(levels, i + 2), at(levels, i + 1))
    return [toFull(at(levels, 0)), toHalf(at(levels, 1)), toQuarter(at(levels, 2))]
  }
}
