import { type Answering, answerViews, type Seen } from './answer-views.js'
import { checkNumber } from '../support/check.js'
import { labelsAt } from './labels-at.js'
import type { Model, Postprocessing } from '../contracts/model.js'
import { postprocessed } from '../objects/postprocessed.js'
import { argmaxLabels } from '../raster/one-hot.js'
import { preferred } from '../raster/preferred.js'
import { prepareImage } from '../raster/preprocess.js'
import { resizeRaster } from '../raster/resize.js'
import type { LabelMap, Raster } from '../contracts/sample.js'

export interface SegmentOptions {
  /** Steps of the reverse process; a denoiser that answers in one pass makes one. @default 1 */
  readonly steps?: number
  /** How many answers are averaged. @default the model's `ensemble`, else 1 */
  readonly ensemble?: number
  /** Decides the noise that the answers differ by. @default 0 */
  readonly seed?: number
  /** Whether the model's `postprocessing` is applied to `labels`. @default true */
  readonly postprocess?: boolean
  /** Ends the work with the signal's reason. */
  readonly signal?: AbortSignal
  /** Told after each step of each answer, of each few windows where the model's fit has several. */
  readonly onProgress?: (done: number, of: number) => void
  /**
   * Given what the answer would be after each step, or after each few windows; it costs a copy to the
   * host each.
   * @default none
   */
  readonly onStep?: (soFar: Segmentation, done: number, of: number) => void
}

export interface Segmentation {
  /** The likeliest class of each pixel, at the input's size, less what the model's `postprocessing` leaves out. */
  readonly labels: LabelMap
  /** A channel per class, summing to 1, at the input's size. */
  readonly probabilities: Raster
  /** Entropy of the mean probabilities over its largest value: 0 = sure, 1 = no idea. One channel. */
  readonly uncertainty: Raster
}

/**
 * Segments an image of any size.
 *
 * The model's fit says at which size, and through which windows, the network sees the image. Each view
 * is encoded once; a denoiser that uses a state then makes `ensemble` answers from as many seeds. One
 * that answers in one pass has no noise of its own: its further answers are for the mirrored image, and
 * from the third on for the image with a little Gaussian noise (σ = 0.1 of its standard deviation).
 *
 * @param image Values in `[0, 1]`, as many channels as the model takes.
 * @throws SpadError if `steps` or `ensemble` is no positive integer, the channels do not fit, or the
 *   image holds what is not finite or not from 0 to 1.
 */
export async function segment(
  model: Model,
  image: Raster,
  options: SegmentOptions = {},
): Promise<Segmentation> {
  if (model.answer) return await model.answer(image, options)
  const { onStep } = options
  const rules = rulesOf(model, options)
  const finish = (working: Raster): Segmentation =>
    segmentationOf(resizeRaster(working, image.height, image.width), rules)
  return finish(
    await answerViews(model, seen(model, image), {
      ...answering(model, options),
      ...(onStep && {
        onStep: (soFar: Raster, done: number, of: number) => {
          onStep(finish(soFar), done, of)
        },
      }),
    }),
  )
}

/**
 * The labels of {@link segment} alone, to the bit. No probabilities are made at the image's size: a large
 * image takes a quarter of the time and a tenth of the memory.
 *
 * @param image Values in `[0, 1]`, as many channels as the model takes.
 * @throws SpadError as `segment` does.
 */
export async function segmentLabels(
  model: Model,
  image: Raster,
  options: Omit<SegmentOptions, 'onStep'> = {},
): Promise<LabelMap> {
  if (model.answer) return (await segment(model, image, options)).labels
  const working = await answerViews(model, seen(model, image), answering(model, options))
  return labelsAt(working, image, rulesOf(model, options))
}

/** An answer from probabilities at the image's size. */
export function segmentationOf(probabilities: Raster, rules?: Postprocessing): Segmentation {
  return {
    labels: postprocessed(
      argmaxLabels(preferred(probabilities, rules?.preference), rules?.minArea),
      rules,
    ),
    probabilities,
    uncertainty: normalizedEntropy(probabilities),
  }
}

/** The image as the network is to see it, whole and normalised, at the size that the fit works at. */
export function seen(model: Model, image: Raster): Seen {
  const { preprocessing, fit } = model
  const working = fit?.workingSize(image, preprocessing) ?? preprocessing
  const { channels } = preprocessing
  const { height, width } = working
  return { data: prepareImage(image, { ...preprocessing, height, width }), height, width, channels }
}

function answering(
  model: Model,
  { steps = 1, ensemble = model.ensemble ?? 1, seed = 0, signal, onProgress }: SegmentOptions,
): Answering {
  for (const [name, value] of Object.entries({ steps, ensemble }))
    checkNumber('core', name, value, { min: 1, integer: true })
  return { steps, ensemble, seed, ...(signal && { signal }), ...(onProgress && { onProgress }) }
}

/** What is done to labels, if that is asked for. */
export function rulesOf(
  { postprocessing }: Model,
  { postprocess = true }: SegmentOptions,
): Postprocessing | undefined {
  return postprocess ? postprocessing : undefined
}

/** `−Σ p ln p / ln k` of each pixel. */
function normalizedEntropy({ data, height, width, channels }: Raster): Raster {
  const result = new Float32Array(height * width)
  const scale = 1 / Math.log(channels)
  for (let i = 0; i < result.length; i++) {
    let entropy = 0
    for (let c = 0; c < channels; c++) {
      const p = data[i * channels + c] ?? 0
      if (p > 0) entropy -= p * Math.log(p)
    }
    result[i] = Math.min(1, entropy * scale)
  }
  return { data: result, height, width, channels: 1 }
}
