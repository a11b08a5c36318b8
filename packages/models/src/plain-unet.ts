import { definePart, type Given } from '@spad/core'
import { maxPool, type Tensor4D } from '@tensorflow/tfjs-core'
import { at } from './at.js'
import { count, networkOptions, widths } from './backbone-options.js'
import { chain, conv, convOfTwo, type Layer } from './layers/conv.js'
import { norm } from './layers/norm.js'
import { upsample } from './layers/upsample.js'
import type { Weights } from './layers/weights.js'
import {
  defineDenoiser,
  type DenoiserContext,
  type ImageAndClasses,
  type Network,
} from './network.js'

interface PlainOptions extends ImageAndClasses {
  readonly widths: readonly number[]
  readonly groupSize: number
}

const options = {
  ...networkOptions,
  /** Channels per level, fine first; each further level halves height and width. @default [12, 24, 48, 96] */
  widths: { rule: widths(), default: [12, 24, 48, 96] },
  /** Channels that share a mean and a variance in group normalisation. @default 8 */
  groupSize: { rule: count(), default: 8 },
}

/** Options of {@link plainUnet}. */
export interface PlainUnetOptions extends Given<typeof options> {}

/**
 * The textbook U-Net, to compare with: two convolutions per level, max pooling, joined skips, group
 * normalisation; the way up doubles by repeating pixels.
 *
 * Source: Ronneberger et al. 2015, "U-Net".
 *
 * @throws SpadError if an option is out of range.
 */
export const plainUnet = /* @__PURE__ */ definePart({
  where: 'models',
  kind: 'denoiser',
  type: 'plainUnet',
  options,
  build: (given, config, ...[random]: DenoiserContext) =>
    defineDenoiser({ ...config, ...given }, buildPlainUnet, random),
})

/** The inside of {@link plainUnet}. */
export function buildPlainUnet(weights: Weights, options: PlainOptions): Network {
  const { channels, classes, widths, groupSize } = options
  const downs = widths.map((to, level) => {
    const here = weights.at(`encoder/level${level}`, level)
    const from = level === 0 ? channels : at(widths, level - 1)
    return chain(
      conv(here.at('conv1'), { from, to }),
      norm(here.at('norm1'), { channels: to, groupSize, rectify: true }),
      second(here, to, groupSize),
    )
  })
  const decoder = weights.at('decoder')
  const ups = widths.slice(1).map((_, level) => ascendPlain(decoder, level, options))
  const head = { from: at(widths, 0), to: classes, size: 1, bias: true, gain: 1 }
  const toLogits = conv(decoder.at('head'), head)
  return {
    levels: widths.length - 1,
    usesState: false,
    encode: (image) => {
      const features: Tensor4D[] = []
      let x = image
      downs.forEach((down, level) => {
        x = down(level === 0 ? x : maxPool(x, 2, 2, 'valid'))
        features.push(x)
      })
      return features
    },
    denoise: (features) => {
      const fineFirst = features as readonly Tensor4D[]
      const coarsest = at(fineFirst, ups.length)
      return toLogits(ups.reduceRight((x, up, level) => up(x, at(fineFirst, level)), coarsest))
    },
  }
}

function ascendPlain(
  decoder: Weights,
  level: number,
  { widths, groupSize }: PlainOptions,
): (coarse: Tensor4D, fine: Tensor4D) => Tensor4D {
  const here = decoder.at(`level${level}`, level)
  const channels = at(widths, level)
  const narrowing = { from: at(widths, level + 1), to: channels, size: 1, gain: 1 }
  const narrow = conv(here.at('narrow', level + 1), narrowing)
  const join = convOfTwo(here.at('conv1'), { from: [channels, channels], to: channels })
  const refine = chain(
    norm(here.at('norm1'), { channels, groupSize, rectify: true }),
    second(here, channels, groupSize),
  )
  return (coarse, fine) => refine(join(upsample(narrow(coarse)), fine))
}

function second(weights: Weights, channels: number, groupSize: number): Layer {
  return chain(
    conv(weights.at('conv2'), { from: channels, to: channels }),
    norm(weights.at('norm2'), { channels, groupSize, rectify: true }),
  )
}
