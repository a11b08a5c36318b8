import { dispose, ready, setBackend, tidy, type Tensor4D } from '@tensorflow/tfjs-core'
import {
  createRandom,
  type Intensity,
  type LabelClass,
  type LabelMap,
  type Raster,
  readSample,
  type Sample,
  stack,
} from '@spad/core'
import { bcd, scd, scdRegions, strongest } from '@spad/noise'

/** A picture as the network would see it, with a mask. */
export interface Subject {
  readonly sample: Sample
  readonly classes: readonly LabelClass[]
}

export interface NoiseSettings {
  /** ScD: share of the blocks that are anchors. */
  readonly keep: number
  /** BcD: width of the unreliable band in pixels. */
  readonly tau: number
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
 * Noises a subject with the same random numbers at every intensity, and at the largest strength that
 * the intensity allows, so that moments can be compared.
 */
export function noised(
  { sample, classes }: Subject,
  intensity: Intensity,
  { keep, tau, seed }: NoiseSettings,
): Noised {
  const structure = scd({ keep })
  const boundary = bcd({ tau })
  const random = strongest(createRandom(seed))
  const tensors = tidy(() => {
    const batch = stack([sample], classes.length)
    const context = { intensity, random }
    const inside = structure(batch, context)
    const both = boundary(inside, context)
    return {
      ...{ clean: batch.image, scd: inside.image, bcd: boundary(batch, context).image },
      ...{ both: both.image, target: both.target, weight: both.weight },
      anchors: scdRegions(batch, { random }, { keep }).anchors,
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
