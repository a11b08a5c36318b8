import { answerWhole } from './answer-whole.js'
import type { Answering } from './answering.js'
import { checkNumber } from '../support/check.js'
import { labelsAt } from './labels-at.js'
import type { Size } from '../contracts/fit.js'
import type { Model, Postprocessing } from '../contracts/model.js'
import type { Segmentation, SegmentOptions } from '../contracts/segmentation.js'
import { postprocessed } from '../objects/postprocessed.js'
import { argmaxLabels } from '../raster/one-hot.js'
import { preferred } from '../raster/preferred.js'
import { prepareImage } from '../raster/preprocess.js'
import { resizeRaster } from '../raster/resize.js'
import type { LabelMap, Raster } from '../contracts/sample.js'
import { createRandom } from '../support/random.js'

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
    await answerAt(model, image, {
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
 * image takes a quarter of the time and a tenth of the memory. Through windows no more probabilities are held
 * than those of two rows of windows.
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
  const rules = rulesOf(model, options)
  const how = answering(model, options)
  if (!model.fit?.windows) return labelsAt(await answerAt(model, image, how), image, rules)
  const { labelsInParts } = await import('./answer-parts.js')
  return await labelsInParts(model, image, workingSize(model, image), how, rules)
}

/** Mean class probabilities at the working size. What looks at parts is loaded by those whose model does. */
async function answerAt(model: Model, image: Raster, how: Answering): Promise<Raster> {
  const working = workingSize(model, image)
  const { scales, seed, onProgress, onStep } = how
  if (model.fit?.windows || scales.length !== 1 || scales[0] !== 1) {
    const { answerInParts } = await import('./answer-parts.js')
    return await answerInParts(model, image, working, how)
  }
  const passes = model.denoiser.usesState ? how.steps : 1
  const all = passes * how.ensemble
  let done = 0
  return await answerWhole(model, image, {
    ...how,
    ...{ size: working, passes, random: createRandom(seed), signal: how.signal },
    told: () => {
      done++
      onProgress?.(done, all)
    },
    show:
      onStep &&
      ((soFar) => {
        onStep(soFar, done, all)
      }),
  })
}

/** The size at which a model's fit works on an image. */
export function workingSize({ fit, preprocessing }: Model, image: Size): Size {
  const { height, width } = fit?.workingSize(image, preprocessing) ?? preprocessing
  return { height, width }
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
export function seen(model: Model, image: Raster): Raster {
  const { preprocessing } = model
  const { channels } = preprocessing
  const { height, width } = workingSize(model, image)
  return { data: prepareImage(image, { ...preprocessing, height, width }), height, width, channels }
}

function answering(model: Model, options: Omit<SegmentOptions, 'onStep'>): Answering {
  const { steps = 1, ensemble = model.ensemble ?? 1, seed = 0, signal, onProgress } = options
  const scales = options.scales ?? model.scales ?? [1]
  for (const [name, value] of Object.entries({ steps, ensemble }))
    checkNumber('core', name, value, { min: 1, integer: true })
  return {
    steps,
    ensemble,
    scales,
    seed,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  }
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
      const p = data[i * channels + c]!
      if (p > 0) entropy -= p * Math.log(p)
    }
    result[i] = Math.min(1, entropy * scale)
  }
  return { data: result, height, width, channels: 1 }
}
