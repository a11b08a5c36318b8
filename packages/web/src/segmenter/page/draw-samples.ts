import {
  boundaryBand,
  fail,
  type Model,
  type Raster,
  type Segmentation,
  segmentSamples,
  type SegmentOptions,
} from '@spad/core'
import type { SampledAnswer, SegmentSourceOptions } from '../segmenter.js'

/** Several plausible masks, and the band in which their boundaries lie. */
export async function drawSamples(
  model: Model,
  image: Raster,
  options: SegmentOptions & Pick<SegmentSourceOptions, 'outputs' | 'samples'>,
): Promise<Segmentation & { readonly sampled: SampledAnswer }> {
  const { outputs, ensemble, scales, onStep, ...rest } = options
  for (const [name, value] of Object.entries({ outputs, ensemble, scales, onStep }))
    if (value !== undefined)
      fail('web', `\`${name}\` and \`samples\` exclude each other: leave one of them out.`)
  const { samples: masks, kind, ...mean } = await segmentSamples(model, image, rest)
  return { ...mean, sampled: { masks, kind, band: boundaryBand(masks, model.classes.length) } }
}
