import {
  concat,
  dispose,
  type Rank,
  tensor4d,
  type Tensor4D,
  tile,
  tidy,
} from '@tensorflow/tfjs-core'
import { valuesOf } from './members.js'
import { breather } from '../support/breathe.js'
import type { Features } from '../contracts/denoiser.js'
import { fail } from '../support/errors.js'
import { viewOf } from '../fit/context.js'
import type { Model } from '../contracts/model.js'
import { decode, encode } from './predict.js'
import { createRandom, type Random, randomNormal } from '../support/random.js'
import type { Raster } from '../contracts/sample.js'

export interface Sampling {
  /** How many. */
  readonly samples: number
  readonly steps: number
  readonly seed: number
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, of: number) => void
}

/** Samples that the network denoises together; more would need more memory and save no time. */
const TOGETHER = 4

/**
 * Answers of a denoiser that uses a state, each from a noise of its own: class probabilities at the working
 * size, not averaged.
 *
 * A view is encoded once for all samples. Sample `i` starts from the noise of member `i` of `segment`;
 * through windows one noise field is seen in all of them, so that where they overlap they tell of one mask.
 */
export async function sampleViews(
  model: Model,
  image: Raster,
  { samples, steps, seed, signal, onProgress }: Sampling,
): Promise<Raster[]> {
  const { fit, preprocessing: network, denoiser } = model
  const windows = fit?.windows
  const corners = windows?.corners(image, network) ?? [undefined]
  const numbers = createRandom(seed)
  const fields = await Promise.all(
    Array.from({ length: samples }, (_, i) =>
      noiseField(image, denoiser.classes, numbers.fork('member').fork(i).fork('state')),
    ),
  )
  const merges = fields.map(() => windows?.merging(image, network, denoiser.classes))
  const breathe = breather(40, signal)
  const all = corners.length * steps * Math.ceil(samples / TOGETHER)
  let done = 0
  const whole: Raster[] = []
  for (const [index, at] of corners.entries()) {
    const cut = (from: Raster): Raster => (at && windows ? windows.cut(from, at, network) : from)
    const features = encodeView(model, at && windows ? viewOf(windows, image, at, network) : image)
    try {
      for (let first = 0; first < samples; first += TOGETHER) {
        const starts = fields.slice(first, first + TOGETHER).map(cut)
        const values = await valuesOf(
          await decodeTogether(model, features, starts, {
            steps,
            random: numbers.fork('samples').fork(index).fork(first),
            onStep: async () => {
              onProgress?.(++done, all)
              await breathe()
            },
          }),
          signal,
        )
        const size = values.length / starts.length
        starts.forEach((start, i) => {
          const data = values.subarray(i * size, (i + 1) * size)
          const merge = merges[first + i]
          if (at && merge) merge.add(at, data)
          else whole[first + i] = { ...start, data }
        })
      }
    } finally {
      dispose([...features])
    }
  }
  return windows
    ? merges.map((merge) => merge?.result() ?? fail('core', '`fit` has no window to merge.'))
    : whole
}

async function noiseField({ height, width }: Raster, channels: number, random: Random) {
  const noise = randomNormal<Rank.R4>([1, height, width, channels], random)
  const data = (await noise.data()) as Float32Array
  noise.dispose()
  return { data, height, width, channels }
}

function encodeView(model: Model, { data, height, width, channels }: Raster): Features {
  const input = tensor4d(data, [1, height, width, channels])
  try {
    return encode(model, input)
  } finally {
    input.dispose()
  }
}

/** One answer for each start, of the features of one image. */
async function decodeTogether(
  model: Model,
  features: Features,
  starts: readonly Raster[],
  options: Pick<Parameters<typeof decode>[3], 'steps' | 'random' | 'onStep'>,
): Promise<Tensor4D> {
  const [{ height, width, channels }] = starts as [Raster]
  const count = starts.length
  const repeated = tidy(() =>
    features.map((one) => tile(one, [count, ...one.shape.slice(1).map(() => 1)])),
  )
  const start = tidy(() =>
    concat(starts.map(({ data }) => tensor4d(data, [1, height, width, channels]))),
  )
  try {
    return await decode(model, repeated, [count, height, width], { ...options, start })
  } finally {
    dispose([start, ...repeated])
  }
}
