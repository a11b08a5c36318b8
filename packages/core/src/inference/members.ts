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
import type { Features } from '../contracts/denoiser.js'
import { fail } from '../support/errors.js'
import type { Model } from '../contracts/model.js'
import { orAbort } from '../support/or-abort.js'
import { decode, encode } from './predict.js'
import { type Random, randomNormal } from '../support/random.js'
import type { Raster } from '../contracts/sample.js'

/** Views as a tensor: `[views, height, width, channels]`. */
export function stacked(views: readonly Raster[]): Tensor4D {
  const [{ height, width, channels, data }] = views as [Raster]
  if (views.length === 1) return tensor4d(data, [1, height, width, channels])
  const all = new Float32Array(views.length * data.length)
  for (const [i, view] of views.entries()) all.set(view.data, i * data.length)
  return tensor4d(all, [views.length, height, width, channels])
}

/** A tensor's values, in place of the tensor. */
export async function valuesOf(
  tensor: Tensor4D,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const data = (await orAbort(tensor.data(), signal).finally(() => {
    tensor.dispose()
  })) as Float32Array
  // one sum, and no iterator, which takes four to eight times as long
  let zero = 0
  for (let i = 0, end = data.length; i < end; i++) zero += data[i]! * 0
  if (zero !== 0)
    fail(
      'core',
      'the network answers with numbers that are not finite: its weights are damaged, or they overflow on ' +
        'this backend. Load another model, or take another backend.',
    )
  return data
}

/** How the answers for some views are made. */
export interface Members {
  readonly passes: number
  readonly ensemble: number
  readonly random: Random
  /** Told after each pass; given what makes the mean so far. */
  readonly onAnswer: (soFar: () => Tensor4D) => Promise<void>
}

/** The mean of `ensemble` answers for `views`, which it disposes. */
export async function meanOf(
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
  if (count === 1) return sum
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
