import { dispose, ready, setBackend, tidy, type Tensor4D, zerosLike } from '@tensorflow/tfjs-core'
import {
  type Batch,
  createRandom,
  type Intensity,
  type LabelClass,
  type LabelMap,
  type PartConfig,
  type Random,
  type Raster,
  readSample,
  type Sample,
  stack,
} from '@spad/core'
import { partBuilder } from '@spad/models'
import { scdRegions, strongest } from '@spad/noise'
import { leaves } from './noise-recipe.js'

/** A picture as the network would see it, with a mask. */
export interface Subject {
  readonly sample: Sample
  readonly classes: readonly LabelClass[]
}

export interface NoiseSettings {
  /** The recipe's noise, as it is set. */
  readonly noise: PartConfig
  readonly seed: number
}

/** What ScD and BcD make of a subject at one moment. */
export interface Noised {
  readonly both: Raster
  readonly scd: Raster
  readonly bcd: Raster
  /** Ones where ScD leaves the target alone. */
  readonly anchors: LabelMap
  /** Class probabilities that the loss compares with. */
  readonly target: Raster
  /** How much the loss listens, `[0, 1]`. */
  readonly weight: Raster
}

let started: Promise<unknown> | undefined

/** A few small pictures: plain JavaScript is quick enough, and leaves the workers alone. */
export function startNoise(): Promise<unknown> {
  started ??= import('@tensorflow/tfjs-backend-cpu').then(async () => {
    await setBackend('cpu')
    await ready()
  })
  return started
}

/** The picture at the network's size, zero mean and unit variance, as training reads it. */
export async function subjectOf(
  image: Raster,
  labels: LabelMap,
  classes: readonly LabelClass[],
  [height, width]: readonly [number, number],
): Promise<Subject> {
  const whole = { name: 'subject', image, labels }
  const data = {
    ...{ classes, channels: image.channels, names: [whole.name] },
    read: () => Promise.resolve(whole),
  }
  const preprocessing = {
    ...{ height, width, channels: image.channels },
    normalization: 'per-image' as const,
  }
  return { sample: await readSample(data, 0, preprocessing), classes }
}

/**
 * Noises a subject as the recipe noises an image that it does not leave clean, with the same random
 * numbers at every intensity, and at the largest strength that the intensity allows, so that moments can
 * be compared.
 */
export function noised(
  { sample, classes }: Subject,
  intensity: Intensity,
  { noise, seed }: NoiseSettings,
): Noised {
  const parts = leaves(noise)
  const random = strongest(createRandom(seed))
  const context = { intensity, random }
  const build = partBuilder()
  const after = (batch: Batch, wanted: readonly PartConfig[]): Batch =>
    wanted.reduce((noisy, part) => build.noise(part)(noisy, context), batch)
  const only = (type: string): PartConfig[] => parts.filter((part) => part.type === type)
  const tensors = tidy(() => {
    const batch = stack([sample], classes.length)
    const both = after(batch, parts)
    return {
      ...{ clean: batch.image, both: both.image, target: both.target, weight: both.weight },
      ...{ scd: after(batch, only('scd')).image, bcd: after(batch, only('bcd')).image },
      anchors: anchorsOf(batch, random, only('scd')[0]),
    }
  })
  const show = windowOf(tensors.clean)
  try {
    return {
      ...{ both: show(tensors.both), scd: show(tensors.scd), bcd: show(tensors.bcd) },
      ...{ target: rasterOf(tensors.target), weight: rasterOf(tensors.weight) },
      anchors: labelsOf(tensors.anchors),
    }
  } finally {
    dispose(tensors)
  }
}

function anchorsOf(batch: Batch, random: Random, scd: PartConfig | undefined): Tensor4D {
  if (!scd) return zerosLike(batch.weight)
  return scdRegions(batch, { random }, scd).anchors
}

function rasterOf(tensor: Tensor4D): Raster {
  const [, height, width, channels] = tensor.shape
  return { data: tensor.dataSync().slice() as Float32Array, height, width, channels }
}

function labelsOf(tensor: Tensor4D): LabelMap {
  const { data, height, width } = rasterOf(tensor)
  return { data: Uint8Array.from(data), height, width }
}

/** Maps the clean image's range to `[0, 1]`. */
function windowOf(clean: Tensor4D): (image: Tensor4D) => Raster {
  const { data } = rasterOf(clean)
  const low = data.reduce((least, value) => Math.min(least, value), Infinity)
  const high = data.reduce((most, value) => Math.max(most, value), -Infinity)
  const span = Math.max(1e-6, high - low)
  return (image) => {
    const raster = rasterOf(image)
    return { ...raster, data: raster.data.map((value) => (value - low) / span) }
  }
}
