import '@tensorflow/tfjs-backend-cpu'
import {
  dispose,
  ones,
  type Rank,
  setBackend,
  type Tensor,
  tensor4d,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import {
  type Batch,
  createRandom,
  type Intensity,
  type NoiseContext,
  randomNormal,
} from '@spad/core'

export async function useCpu(): Promise<void> {
  await setBackend('cpu')
}

/** The class of a pixel of one sample. */
export type Labels = (sample: number, y: number, x: number) => number

/** A batch of noise images with the masks that `labels` draws. */
export function makeBatch(
  [samples, height, width]: readonly [number, number, number],
  labels: Labels,
  { classes = 2, channels = 1, state = false } = {},
): Batch {
  const random = createRandom(1)
  const target = new Float32Array(samples * height * width * classes)
  let pixel = 0
  for (let sample = 0; sample < samples; sample++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) target[pixel++ * classes + labels(sample, y, x)] = 1
  const normal = (last: number): Tensor4D =>
    randomNormal<Rank.R4>([samples, height, width, last], random)
  return {
    image: normal(channels),
    target: tensor4d(target, [samples, height, width, classes]),
    weight: ones([samples, height, width, 1]),
    ...(state ? { state: normal(classes) } : {}),
  }
}

export const square: Labels = (_, y, x) => Number(y >= 8 && y < 24 && x >= 8 && x < 24)

export function contextOf(intensity: Intensity = {}, seed = 1): NoiseContext {
  return { intensity, random: createRandom(seed) }
}

export async function valuesOf(tensor: Tensor): Promise<number[]> {
  return Array.from(await tensor.data())
}

export function disposeBatch(...batches: Batch[]): void {
  dispose(batches.flatMap((batch) => Object.values(batch) as Tensor[]))
}

/** The value, which is known to be there. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a value is missing')
  return value
}

/** Mean and standard deviation. */
export function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, deviation: Math.sqrt(variance) }
}
