import {
  add,
  dispose,
  mul,
  type Rank,
  reverse,
  tensor4d,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import { breather } from './breathe.js'
import { checkNumber } from './check.js'
import type { Features } from './denoiser.js'
import { fail } from './errors.js'
import type { Model } from './model.js'
import { argmaxLabels } from './one-hot.js'
import { orAbort } from './or-abort.js'
import { decode, encode } from './predict.js'
import { prepareImage } from './preprocess.js'
import { createRandom, type Random, randomNormal } from './random.js'
import { resizeRaster } from './resize.js'
import type { LabelMap, Raster } from './sample.js'

export interface SegmentOptions {
  /** Steps of the reverse process; a denoiser that answers in one pass makes one. @default 1 */
  readonly steps?: number
  /** How many answers are averaged. @default 1 */
  readonly ensemble?: number
  /** Decides the noise that the answers differ by. @default 0 */
  readonly seed?: number
  /** Whether a class that covers too little of the image is left out of `labels`: the model's `postprocessing`. @default true */
  readonly postprocess?: boolean
  /** Ends the work with the signal's reason. */
  readonly signal?: AbortSignal
  /** Told after each step of each answer. */
  readonly onProgress?: (done: number, of: number) => void
  /**
   * Given what the answer would be after each step; it costs a copy to the host each.
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
 * The image is encoded once; a denoiser that uses a state then makes `ensemble` answers from as many
 * seeds. One that answers in one pass has no noise of its own: its further answers are for the
 * mirrored image, and from the third on for the image with a little Gaussian noise (σ = 0.1 of its
 * standard deviation).
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
  const { steps = 1, ensemble = 1, seed = 0, postprocess = true, signal, onProgress } = options
  for (const [name, value] of Object.entries({ steps, ensemble }))
    checkNumber('core', name, value, { min: 1, integer: true })
  const { height, width, channels } = model.preprocessing
  const input = tensor4d(prepareImage(image, model.preprocessing), [1, height, width, channels])
  const breathe = breather(40, signal)
  const minArea = postprocess ? model.postprocessing?.minArea : undefined
  const result = (sum: Tensor4D, count: number) => meanAt(image, sum, count, { minArea, signal })
  const passes = model.denoiser.usesState ? steps : 1
  let answers: Answers | undefined
  let total: Tensor4D | undefined
  let done = 0
  try {
    answers = model.denoiser.usesState ? sampledAnswers(model, input) : variedAnswers(model, input)
    for (let member = 0; ; member++) {
      const random = createRandom(seed).fork('member').fork(member)
      const onStep = async (_: number, soFar: () => Tensor4D): Promise<void> => {
        onProgress?.(++done, passes * ensemble)
        if (options.onStep) {
          const sum = addTo(total?.clone(), soFar())
          options.onStep(await result(sum, member + 1), done, passes * ensemble)
        }
        await breathe()
      }
      const asked = { steps: passes, random, onStep }
      total = addTo(total, await answers.next(member, random, asked))
      if (member + 1 === ensemble) return await result(total, ensemble)
    }
  } finally {
    dispose([input, ...(total ? [total] : [])])
    answers?.dispose()
  }
}

/** The sum, in place of its two parts. */
function addTo(total: Tensor4D | undefined, one: Tensor4D): Tensor4D {
  if (!total) return one
  const sum: Tensor4D = add(total, one)
  dispose([total, one])
  return sum
}

/** The mean of `count` answers at the size of `image`, in place of their sum. */
async function meanAt(
  image: Raster,
  sum: Tensor4D,
  count: number,
  { minArea, signal }: { minArea: readonly number[] | undefined; signal: AbortSignal | undefined },
): Promise<Segmentation> {
  const mean: Tensor4D = mul(sum, 1 / count)
  sum.dispose()
  const [, height, width, channels] = mean.shape
  const data = (await orAbort(mean.data(), signal).finally(() => {
    mean.dispose()
  })) as Float32Array
  if (!data.every(Number.isFinite))
    fail(
      'core',
      'the network answers with numbers that are not finite: its weights are damaged, or they overflow on ' +
        'this backend. Load another model, or take another backend.',
    )
  const probabilities = resizeRaster({ data, height, width, channels }, image.height, image.width)
  return {
    labels: argmaxLabels(probabilities, minArea),
    probabilities,
    uncertainty: normalizedEntropy(probabilities),
  }
}

interface Answers {
  next(member: number, random: Random, options: Parameters<typeof decode>[3]): Promise<Tensor4D>
  dispose(): void
}

/** Encodes once; each answer starts from a noise of its own. */
function sampledAnswers(model: Model, input: Tensor4D): Answers {
  const features = encode(model, input)
  return {
    next: (_, __, options) => decode(model, features, shapeOf(input), options),
    dispose: () => {
      dispose([...features])
    },
  }
}

/** Each answer is for the image seen in another way. */
function variedAnswers(model: Model, input: Tensor4D): Answers {
  return {
    async next(member, random, options) {
      const mirrored = member % 2 === 1
      const seen = tidy(() => {
        const noisy = member < 2 ? input.clone() : addNoise(input, random.fork('image'))
        return mirrored ? reverse(noisy, 2) : noisy
      })
      let features: Features = []
      try {
        features = encode(model, seen)
        const back = (answer: Tensor4D): Tensor4D => (mirrored ? turnBack(answer) : answer)
        const onStep: typeof options.onStep = (step, soFar) =>
          options.onStep?.(step, () => back(soFar()))
        return back(await decode(model, features, shapeOf(seen), { ...options, onStep }))
      } finally {
        dispose([seen, ...features])
      }
    },
    dispose: () => undefined,
  }
}

/** Left for right, in place of what was mirrored. */
function turnBack(mirrored: Tensor4D): Tensor4D {
  const result = reverse(mirrored, 2)
  mirrored.dispose()
  return result
}

function addNoise(image: Tensor4D, random: Random): Tensor4D {
  return add(image, mul(randomNormal<Rank.R4>(image.shape, random), 0.1))
}

function shapeOf(image: Tensor4D): [number, number, number] {
  return image.shape.slice(0, 3) as [number, number, number]
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
