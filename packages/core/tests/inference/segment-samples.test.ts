import { add, memory, mul, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import {
  createRandom,
  levelSets,
  type Model,
  type Raster,
  type Sampler,
  segment,
  segmentSamples,
  windows,
} from '../../src/index.js'
import { testBackend } from '../backend.js'
import { tinyModel } from '../tiny-denoiser.js'

beforeAll(testBackend)

const random = createRandom(2)
const image: Raster = {
  data: Float32Array.from({ length: 24 * 30 }, () => random.uniform()),
  height: 24,
  width: 30,
  channels: 1,
}

/** Keeps some of where it came from. */
const lingering: Sampler = async (predict, state, { timesteps, onStep }) => {
  let now = state.clone()
  for (let step = 0; step + 1 < timesteps.length; step++) {
    const clean = predict(now, timesteps[step]!)
    const next: Tensor4D = tidy(() => add(mul(clean, 0.9), mul(now, 0.3)))
    now.dispose()
    clean.dispose()
    now = next
    try {
      await onStep?.(step + 1)
    } catch (reason) {
      now.dispose()
      throw reason
    }
  }
  return now
}

function sampling(fit?: Model['fit']): Model {
  const diffusion = {
    noiseSchedule: (t: number) => (1 - t) ** 2,
    sampler: lingering,
    signalScale: 0.1,
  }
  return { ...tinyModel({ usesState: true }), diffusion, ...(fit && { fit }) }
}

test('each sample is the answer from a noise of its own, and their mean is that of as many answers', async () => {
  const before = memory().numTensors
  const model = sampling()
  const progress: string[] = []
  const { samples, kind, probabilities, labels } = await segmentSamples(model, image, {
    samples: 6,
    steps: 3,
    onProgress: (done, of) => progress.push(`${done}/${of}`),
  })
  expect(kind).toBe('drawn')
  expect(samples).toHaveLength(6)
  expect(progress).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6'])
  for (const one of samples) expect([one.height, one.width, one.data.length]).toEqual([24, 30, 720])
  expect(new Set(samples.map(({ data }) => data.join(''))).size).toBe(6)
  const one = await segment(model, image, { steps: 3 })
  expect(samples[0]).toEqual(one.labels)
  const mean = await segment(model, image, { steps: 3, ensemble: 6 })
  probabilities.data.forEach((value, i) => {
    expect(value).toBeCloseTo(mean.probabilities.data[i]!, 5)
  })
  expect(labels).toEqual(mean.labels)
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

test('more samples change nothing for the first ones; another seed does', async () => {
  const model = sampling()
  const [few, many, other] = await Promise.all(
    [{ samples: 2 }, { samples: 5 }, { samples: 2, seed: 1 }].map((options) =>
      segmentSamples(model, image, { steps: 2, ...options }),
    ),
  )
  expect(many!.samples.slice(0, 2)).toEqual(few!.samples)
  expect(other!.samples).not.toEqual(few!.samples)
  model.denoiser.dispose()
})

test('through windows each sample is one mask at the image’s own size', async () => {
  const before = memory().numTensors
  const model = sampling(windows())
  const { samples, probabilities } = await segmentSamples(model, image, { samples: 3, steps: 2 })
  for (const one of samples) expect(one.data.length).toBe(720)
  expect(new Set(samples.map(({ data }) => data.join(''))).size).toBe(3)
  expect(probabilities.data.every((p) => p >= 0 && p <= 1)).toBe(true)
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

test('a model that answers in one pass has the level sets of its answer', async () => {
  const model = tinyModel()
  const answer = await segment(model, image)
  const { samples, kind, probabilities } = await segmentSamples(model, image, { samples: 5 })
  expect(kind).toBe('levels')
  expect(probabilities).toEqual(answer.probabilities)
  expect(samples).toEqual(levelSets(answer.probabilities, 5))
  model.denoiser.dispose()
})

test('postprocessing is for the labels alone', async () => {
  const model = sampling()
  const plain = await segmentSamples(model, image, { samples: 2, steps: 2 })
  const doubting = { ...model, postprocessing: { minArea: [0, 1] } }
  const less = await segmentSamples(doubting, image, { samples: 2, steps: 2 })
  expect(less.labels.data.every((label) => label === 0)).toBe(true)
  expect(less.samples).toEqual(plain.samples)
  model.denoiser.dispose()
})

test('refuses no samples, and ends when it is told to', async () => {
  const before = memory().numTensors
  const model = sampling()
  await expect(segmentSamples(model, image, { samples: 0 })).rejects.toThrow(
    '[@spad/core] `samples` is 0: it must be an integer of at least 1.',
  )
  const reason = new Error('enough')
  const signal = AbortSignal.abort(reason)
  await expect(segmentSamples(model, image, { samples: 2, steps: 2, signal })).rejects.toBe(reason)
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})
