import { fill, tensor4d, type Tensor4D } from '@tensorflow/tfjs-core'
import type { Augment } from '../augment/augment.js'
import type { Batch } from '../contracts/batch.js'
import { fail } from '../support/errors.js'
import { IGNORED } from '../raster/ignored.js'
import { softTarget } from '../readers/soft-target.js'
import { oneHot } from '../raster/one-hot.js'
import { normalize } from '../raster/preprocess.js'
import type { Random } from '../support/random.js'
import type { Sample } from '../contracts/sample.js'

/**
 * Stacks samples into a batch whose every pixel weighs 1, or 0 where it is ignored. The target is one-hot,
 * or the mean of the readers where a sample has some. The caller owns the tensors.
 */
export function stack(samples: readonly Sample[], classes: number): Batch {
  const first = samples[0] ?? fail('core', 'a batch needs at least one sample.')
  const { height, width, channels } = first.image
  const image = new Float32Array(samples.length * height * width * channels)
  const target = new Float32Array(samples.length * height * width * classes)
  samples.forEach((sample, i) => {
    image.set(normalize(sample.image, sample.level), i * height * width * channels)
    target.set(targetOf(sample, classes), i * height * width * classes)
  })
  return {
    image: tensor4d(image, [samples.length, height, width, channels]),
    target: tensor4d(target, [samples.length, height, width, classes]),
    weight: weightOf(samples, [samples.length, height, width, 1]),
    ...unknownOf(samples, classes),
  }
}

function targetOf({ labels, readers }: Sample, classes: number): Float32Array {
  return readers ? softTarget(readers, classes) : oneHot(labels, classes)
}

function unknownOf(samples: readonly Sample[], classes: number): Pick<Batch, 'unknown'> {
  const marks = samples.flatMap(({ unknown = [] }) =>
    Array.from({ length: classes }, (_, k) => Number(unknown.includes(k))),
  )
  return marks.includes(1) ? { unknown: tensor4d(marks, [samples.length, 1, 1, classes]) } : {}
}

/** 1 for each pixel, 0 where the labels, or all readers', ignore it. */
function weightOf(samples: readonly Sample[], shape: [number, number, number, number]): Tensor4D {
  const maps = samples.map(({ labels, readers }) => readers ?? [labels])
  if (!maps.some((some) => some.some(({ data }) => data.includes(IGNORED)))) return fill(shape, 1) // `ones` is made here and copied
  const pixels = shape[1] * shape[2]
  const weight = new Float32Array(samples.length * pixels)
  maps.forEach((some, i) => {
    for (const { data } of some)
      for (let pixel = 0; pixel < pixels; pixel++)
        if (data[pixel] !== IGNORED) weight[i * pixels + pixel] = 1
  })
  return tensor4d(weight, shape)
}

export interface PickOptions {
  readonly batchSize: number
  /** Share of a batch that is drawn by class instead of by case. */
  readonly balance: number
}

/**
 * Chooses the cases of a step by their indices, from the step's number and the seed alone.
 *
 * Most slots walk through a new permutation of the cases each epoch. A share `balance` first draws a
 * foreground class, each as likely as the others, then a case that shows it: rare classes are seen.
 *
 * @param count How many cases there are.
 * @param showing For each foreground class that occurs, the cases that show it.
 */
export function picker(
  count: number,
  showing: readonly (readonly number[])[],
  { batchSize, balance }: PickOptions,
): (step: number, random: Random) => number[] {
  const balanced = showing.length > 0 ? Math.round(batchSize * balance) : 0
  const walked = batchSize - balanced
  const orders = new Map<number, number[]>()
  const order = (epoch: number, random: Random): number[] => {
    const known = orders.get(epoch)
    if (known) return known
    const made = permutation(count, random.fork('epoch').fork(epoch))
    orders.clear()
    orders.set(epoch, made)
    return made
  }
  return (step, random) => {
    const indices: number[] = []
    for (let slot = 0; slot < walked; slot++) {
      const at = step * walked + slot
      const epoch = Math.floor(at / count)
      indices.push(order(epoch, random)[at % count]!)
    }
    const draw = random.fork('balance').fork(step)
    for (let slot = 0; slot < balanced; slot++) {
      const cases = showing[draw.integer(showing.length)] ?? []
      indices.push(cases[draw.integer(cases.length)]!)
    }
    return indices
  }
}

/** Augments each sample with numbers of its own. */
export function augmentAll(
  samples: Sample[],
  augment: Augment | undefined,
  random: Random,
): Sample[] {
  return augment ? samples.map((sample, i) => augment(sample, random.fork(i))) : samples
}

/** Fisher and Yates. */
function permutation(length: number, random: Random): number[] {
  const order = Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    const kept = order[i]!
    order[i] = order[j]!
    order[j] = kept
  }
  return order
}
