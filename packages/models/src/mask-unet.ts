import { type Denoiser, fail, type Random } from '@spad/core'
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { at } from './at.js'
import { ascend, type BackboneOptions } from './backbone.js'
import { checkBackbone, checkCount, checkList } from './check-backbone.js'
import { checkEncoder, encoder } from './encoder.js'
import { conv } from './layers/conv.js'
import type { Weights } from './layers/weights.js'
import { maskDecoder, type MaskDecoderOptions, type Three } from './mask-decoder.js'
import { defineDenoiser, type ImageAndClasses, type NetworkBuilder } from './network.js'
import type { UnetOptions } from './unet.js'

type MaskOptions = ImageAndClasses & BackboneOptions & MaskDecoderOptions

/** Options of {@link maskUnet}: those of the U-Net that reads the image, and its decoder's. */
export interface MaskUnetOptions extends Omit<UnetOptions, 'deep'> {
  /** Channels of the decoder at full, half and a quarter of the resolution. @default [8, 16, 24] */
  readonly decoderWidths?: Three<number>
  /** Width of the embedding of the diffusion time. @default 32 */
  readonly embedding?: number
}

/**
 * Mask diffusion's network: the residual U-Net reads the image once, down and up again to half of its
 * resolution; a light decoder runs once per step on what it found, the noisy mask and the time.
 *
 * Source: Ji et al. 2023, "DDP: Diffusion Model for Dense Visual Prediction", section 3 (encode once,
 * decode per step).
 *
 * @throws SpadError if an option is out of range or there are less than three levels.
 */
export function maskUnet(options: MaskUnetOptions, random?: Random): Denoiser {
  const { decoderWidths = [8, 16, 24], embedding = 32, encoder, ...backbone } = options
  const config = {
    ...checkBackbone('maskUnet', backbone, ['encoder', 'decoderWidths', 'embedding']),
    ...checkEncoder(encoder),
    decoderWidths,
    embedding,
  }
  checkCount('embedding', embedding)
  checkList('decoderWidths', decoderWidths)
  const three: readonly number[] = decoderWidths
  if (three.length !== 3)
    fail(
      'models',
      `\`decoderWidths\` has ${three.length} numbers: it needs 3, ` +
        'for full, half and a quarter of the resolution.',
    )
  if (config.widths.length < 3)
    fail('models', `\`widths\` has ${config.widths.length} numbers: \`maskUnet\` needs at least 3.`)
  return defineDenoiser({ type: 'maskUnet', ...config }, buildMaskUnet, random)
}

/** The inside of {@link maskUnet}. */
export const buildMaskUnet: NetworkBuilder<MaskOptions> = (weights, options) => {
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
