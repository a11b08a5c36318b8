import { labelsAt } from './labels-at.js'
import { checkNumber } from '../support/check.js'
import type { Model } from '../contracts/model.js'
import { levelSets } from '../readers/level-sets.js'
import { resizeRaster } from '../raster/resize.js'
import { sampleViews } from './sample-views.js'
import type { LabelMap, Raster } from '../contracts/sample.js'
import type { Segmentation, SegmentOptions } from '../contracts/segmentation.js'
import { rulesOf, seen, segment, segmentationOf } from './segment.js'

export interface SampleOptions extends Omit<SegmentOptions, 'onStep' | 'ensemble' | 'scales'> {
  /** How many masks. @default 16 */
  readonly samples?: number
  /** Steps of the reverse process; a denoiser that answers in one pass makes one. @default 10 */
  readonly steps?: number
}

/** Plausible masks, and what they say together. */
export interface SampledSegmentation extends Segmentation {
  /** At the input's size, as they were drawn: the model's `postprocessing` is for `labels` alone. */
  readonly samples: readonly LabelMap[]
  /** `drawn` from the model, or `levels`: level sets of its one answer. */
  readonly kind: 'drawn' | 'levels'
}

/**
 * Several plausible masks of an image, as several readers might draw them, and their mean.
 *
 * A denoiser that uses a state draws each mask from a noise of its own; the image is encoded once. One that
 * answers in one pass, and models that answer together, know one answer: its level sets stand for samples,
 * see `levelSets`. `probabilities` are the mean of what was drawn, `labels` their likeliest classes.
 *
 * @param image Values in `[0, 1]`, as many channels as the model takes.
 * @throws SpadError as `segment` does, or if `samples` is no positive integer.
 */
export async function segmentSamples(
  model: Model,
  image: Raster,
  options: SampleOptions = {},
): Promise<SampledSegmentation> {
  const { samples = 16, steps = 10, seed = 0, signal, onProgress, ...rest } = options
  for (const [name, value] of Object.entries({ samples, steps }))
    checkNumber('core', name, value, { min: 1, integer: true })
  const told = { ...(signal && { signal }), ...(onProgress && { onProgress }) }
  if (model.answer || !model.denoiser.usesState) {
    const answer = await segment(model, image, { ...rest, steps, seed, ...told })
    return { ...answer, samples: levelSets(answer.probabilities, samples), kind: 'levels' }
  }
  const drawn = await sampleViews(model, seen(model, image), { samples, steps, seed, ...told })
  const { height, width } = image
  return {
    ...segmentationOf(resizeRaster(meanOf(drawn), height, width), rulesOf(model, rest)),
    samples: drawn.map((one) => labelsAt(one, image)),
    kind: 'drawn',
  }
}

function meanOf(rasters: readonly Raster[]): Raster {
  const [first] = rasters as [Raster]
  const data = new Float32Array(first.data.length)
  for (const one of rasters) one.data.forEach((value, i) => (data[i] = data[i]! + value))
  return { ...first, data: data.map((sum) => sum / rasters.length) }
}
