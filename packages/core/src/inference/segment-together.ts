import { tensor4d } from '@tensorflow/tfjs-core'
import { fail } from '../support/errors.js'
import { createRandom } from '../support/random.js'
import { labelsAt } from './labels-at.js'
import type { Model } from '../contracts/model.js'
import { decode, encode } from './predict.js'
import { resizeRaster } from '../raster/resize.js'
import type { LabelMap, Raster } from '../contracts/sample.js'
import type { Segmentation } from '../contracts/segmentation.js'
import { rulesOf, seen, segment, segmentationOf, segmentLabels } from './segment.js'

export interface SegmentTogetherOptions {
  /** Whether a class that covers too little of the image is left out of `labels`. @default true */
  readonly postprocess?: boolean
  /** For each image whether its labels alone are wanted, which is quicker. @default false */
  readonly labelsOnly?: readonly boolean[]
}

/** Labels, and what goes with them where it was asked for. */
export type Together = Segmentation | { readonly labels: LabelMap }

/**
 * Segments images of any sizes, those that the network sees whole in one pass: each answer is that of
 * `segment(model, image)`, or of `segmentLabels`, to the bit where the backend's operations do not mix
 * the images of a batch.
 *
 * A model that iterates, looks through windows or answers otherwise is asked once an image.
 *
 * @param images Values in `[0, 1]`, as many channels as the model takes.
 * @throws SpadError as `segment` does.
 */
export async function segmentTogether(
  model: Model,
  images: readonly Raster[],
  { postprocess = true, labelsOnly = [] }: SegmentTogetherOptions = {},
): Promise<Together[]> {
  if (!seesWhole(model)) return await inTurn(model, images, { postprocess, labelsOnly })
  if (images.length === 0) return []
  const working = await answerWhole(model, images)
  const rules = rulesOf(model, { postprocess })
  return images.map((image, i) => {
    const own = working[i] ?? fail('core', 'a pass gave fewer answers than images.')
    if (labelsOnly[i]) return { labels: labelsAt(own, image, rules) }
    return segmentationOf(resizeRaster(own, image.height, image.width), rules)
  })
}

/** Whether one pass over the resized image is all that an answer takes. */
function seesWhole({ answer, denoiser, fit, ensemble = 1, scales = [1] }: Model): boolean {
  const once = ensemble === 1 && scales.length === 1 && scales[0] === 1
  return once && !answer && !denoiser.usesState && !fit?.windows
}

async function inTurn(
  model: Model,
  images: readonly Raster[],
  { postprocess, labelsOnly }: Required<SegmentTogetherOptions>,
): Promise<Together[]> {
  const results: Together[] = []
  for (const [i, image] of images.entries())
    results.push(
      labelsOnly[i]
        ? { labels: await segmentLabels(model, image, { postprocess }) }
        : await segment(model, image, { postprocess }),
    )
  return results
}

/** Class probabilities of each image at the network's size, all from one pass. */
async function answerWhole(model: Model, images: readonly Raster[]): Promise<Raster[]> {
  const { preprocessing, denoiser } = model
  const { height, width, channels } = preprocessing
  const size = height * width * channels
  const stacked = new Float32Array(images.length * size)
  images.forEach((image, i) => {
    stacked.set(seen(model, image).data, i * size)
  })
  const input = tensor4d(stacked, [images.length, height, width, channels])
  const features = encode(model, input)
  input.dispose()
  try {
    const shape = [images.length, height, width] as const
    const answer = await decode(model, features, shape, { random: createRandom(0) })
    const data = (await answer.data()) as Float32Array
    answer.dispose()
    const each = height * width * denoiser.classes
    return images.map((_, i) => ({
      data: data.subarray(i * each, (i + 1) * each),
      height,
      width,
      channels: denoiser.classes,
    }))
  } finally {
    for (const feature of features) feature.dispose()
  }
}
