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
import { cut } from './cut.js'
import type { Features } from './denoiser.js'
import { type Corner, resize } from './fit.js'
import { merging } from './merge.js'
import type { Model } from './model.js'
import { orAbort } from './or-abort.js'
import { decode, encode } from './predict.js'
import { createRandom, type Random, randomNormal } from './random.js'
import type { Raster } from './sample.js'

/** A whole image as networks see it: normalised, at the working size. */
export type Seen = Raster

/** How views are answered; see `SegmentOptions`. */
export interface Answering {
  readonly steps: number
  readonly ensemble: number
  readonly seed: number
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, of: number) => void
  readonly onStep?: (soFar: Raster, done: number, of: number) => void
}

/** Windows that the network looks at together; more would need more memory and save no time. */
const TOGETHER = 4

/** Mean class probabilities at the working size, from every window of the model's fit. */
export async function answerViews(
  model: Model,
  image: Seen,
  { steps, ensemble, seed, signal, onProgress, onStep }: Answering,
): Promise<Raster> {
  const { fit = resize(), preprocessing, denoiser } = model
  const corners = fit.corners(image, preprocessing)
  const merge = merging(fit, image, preprocessing, denoiser.classes)
  const breathe = breather(40, signal)
  const passes = denoiser.usesState ? steps : 1
  const all = Math.ceil(corners.length / TOGETHER) * passes * ensemble
  const alone = corners.length === 1
  let done = 0
  for (let start = 0; start < corners.length; start += TOGETHER) {
    const group = corners.slice(start, start + TOGETHER)
    const random = alone ? createRandom(seed) : createRandom(seed).fork('windows').fork(start)
    const onAnswer = async (soFar: () => Tensor4D): Promise<void> => {
      onProgress?.(++done, all)
      if (onStep && alone) onStep(rasterOf(await take(soFar(), signal), model), done, all)
      await breathe()
    }
    const mean = await meanOf(model, input(image, group, model), {
      passes,
      ensemble,
      random,
      onAnswer,
    })
    const answer = await take(mean, signal)
    const size = answer.length / group.length
    group.forEach((corner, i) => {
      merge.add(corner, answer.subarray(i * size, (i + 1) * size))
    })
    if (onStep && !alone) onStep(merge.result(), done, all)
  }
  return merge.result()
}

/** What the network sees at these corners: `[corners, height, width, channels]`. */
function input(image: Seen, corners: readonly Corner[], { preprocessing }: Model): Tensor4D {
  const { height, width, channels } = preprocessing
  if (corners.length === 1 && image.height === height && image.width === width)
    return tensor4d(image.data, [1, height, width, channels])
  const data = new Float32Array(corners.length * height * width * channels)
  corners.forEach((corner, i) => {
    data.set(cut(image, corner, preprocessing).data, i * height * width * channels)
  })
  return tensor4d(data, [corners.length, height, width, channels])
}

function rasterOf(data: Float32Array, { preprocessing, denoiser }: Model): Raster {
  const { height, width } = preprocessing
  return { data, height, width, channels: denoiser.classes }
}

/** A tensor's values, in place of the tensor. */
async function take(tensor: Tensor4D, signal: AbortSignal | undefined): Promise<Float32Array> {
  return (await orAbort(tensor.data(), signal).finally(() => {
    tensor.dispose()
  })) as Float32Array
}

interface Members {
  readonly passes: number
  readonly ensemble: number
  readonly random: Random
  /** Told after each pass; given what makes the mean so far. */
  readonly onAnswer: (soFar: () => Tensor4D) => Promise<void>
}

/** The mean of `ensemble` answers for `views`, which it disposes. */
async function meanOf(
  model: Model,
  views: Tensor4D,
  { passes, ensemble, random, onAnswer }: Members,
): Promise<Tensor4D> {
  let answers: Answers | undefined
  let total: Tensor4D | undefined
  try {
    answers = model.denoiser.usesState ? sampledAnswers(model, views) : variedAnswers(model, views)
    for (let member = 0; ; member++) {
      const own = random.fork('member').fork(member)
      const onStep = (_: number, soFar: () => Tensor4D): Promise<void> =>
        onAnswer(() => meanHere(addTo(total?.clone(), soFar()), member + 1))
      total = addTo(total, await answers.next(member, own, { steps: passes, random: own, onStep }))
      if (member + 1 === ensemble) {
        const sum = total
        total = undefined
        return meanHere(sum, ensemble)
      }
    }
  } finally {
    dispose([views, ...(total ? [total] : [])])
    answers?.dispose()
  }
}

/** A sum over its count, in place of the sum. */
function meanHere(sum: Tensor4D, count: number): Tensor4D {
  const mean: Tensor4D = mul(sum, 1 / count)
  sum.dispose()
  return mean
}

/** The sum, in place of its two parts. */
function addTo(total: Tensor4D | undefined, one: Tensor4D): Tensor4D {
  if (!total) return one
  const sum: Tensor4D = add(total, one)
  dispose([total, one])
  return sum
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
