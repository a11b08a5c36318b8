import { add, memory, mul, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { createRandom, type Model, type Raster, type Sampler, segment } from '../../src/index.js'
import { testBackend } from '../backend.js'
import { tinyModel } from '../tiny-denoiser.js'

beforeAll(testBackend)

const random = createRandom(2)
const image: Raster = {
  data: Float32Array.from({ length: 20 * 30 }, () => random.uniform()),
  height: 20,
  width: 30,
  channels: 1,
}

/** Moves halfway to the prediction at each step, and all the way at the last. */
const halfway: Sampler = async (predict, state, { timesteps, onStep }) => {
  let now = state.clone()
  for (let step = 0; step + 1 < timesteps.length; step++) {
    const clean = predict(now, timesteps[step]!)
    const last = step + 2 === timesteps.length
    const next: Tensor4D = tidy(() => add(mul(clean, last ? 1 : 0.5), mul(now, last ? 0 : 0.5)))
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

function sampling(): Model {
  const diffusion = {
    noiseSchedule: (t: number) => (1 - t) ** 2,
    sampler: halfway,
    signalScale: 0.1,
  }
  return { ...tinyModel({ usesState: true }), diffusion }
}

test('leaves out what covers too little, in the labels alone', async () => {
  const model = tinyModel()
  const whole = await segment(model, image)
  const share = whole.labels.data.reduce((sum, label) => sum + label, 0) / 600
  expect(share).toBeGreaterThan(0)
  const doubting = { ...model, postprocessing: { minArea: [0, share + 0.01] } }
  const less = await segment(doubting, image)
  expect(less.labels.data.every((label) => label === 0)).toBe(true)
  expect(less.probabilities).toEqual(whole.probabilities)
  expect((await segment(doubting, image, { postprocess: false })).labels).toEqual(whole.labels)
  const content = { ...model, postprocessing: { minArea: [0, share - 0.01] } }
  expect((await segment(content, image)).labels).toEqual(whole.labels)
  model.denoiser.dispose()
})

test.each([
  ['one pass', tinyModel],
  ['sampled', sampling],
])('%s: answers at the size of the input and leaves no tensor', async (_, make) => {
  const before = memory().numTensors
  const model = make()
  const progress: string[] = []
  const result = await segment(model, image, {
    steps: 3,
    ensemble: 2,
    onProgress: (done, of) => progress.push(`${done}/${of}`),
  })
  expect([result.labels.height, result.labels.width, result.labels.data.length]).toEqual([
    20, 30, 600,
  ])
  expect(result.probabilities.channels).toBe(2)
  for (let i = 0; i < 600; i++) {
    const [p, q] = [result.probabilities.data[2 * i]!, result.probabilities.data[2 * i + 1]!]
    expect(p + q).toBeCloseTo(1, 4)
    expect(result.labels.data[i]).toBe(q > p ? 1 : 0)
    expect(result.uncertainty.data[i]).toBeCloseTo(
      -(p * Math.log(p) + q * Math.log(q)) / Math.log(2),
      3,
    )
  }
  expect(progress.at(-1)).toBe(model.diffusion ? '6/6' : '2/2')
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

test('encodes once however many steps and answers there are', async () => {
  const model = sampling()
  let encodings = 0
  const { denoiser } = model
  const counted: Model = {
    ...model,
    denoiser: {
      ...denoiser,
      encode(x) {
        encodings++
        return denoiser.encode(x)
      },
    },
  }
  await segment(counted, image, { steps: 4, ensemble: 3 })
  expect(encodings).toBe(1)
  denoiser.dispose()
})

test('the seed decides the sampled answer', async () => {
  const model = sampling()
  const answer = async (seed: number) => [
    ...(await segment(model, image, { steps: 2, seed })).probabilities.data,
  ]
  expect(await answer(1)).toEqual(await answer(1))
  expect(await answer(1)).not.toEqual(await answer(2))
  model.denoiser.dispose()
})

test.each([
  ['one pass', tinyModel],
  ['sampled', sampling],
])('%s: an abort frees everything', async (_, make) => {
  const before = memory().numTensors
  const model = make()
  const controller = new AbortController()
  const aborted = segment(model, image, {
    steps: 5,
    signal: controller.signal,
    onProgress: () => {
      controller.abort(new Error('enough'))
    },
  })
  await expect(aborted).rejects.toThrow('enough')
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

test('refuses wrong steps and channels', async () => {
  const model = tinyModel()
  await expect(segment(model, image, { steps: 0 })).rejects.toThrow(
    '[@spad/core] `steps` is 0: it must be an integer of at least 1.',
  )
  const colour: Raster = { data: new Float32Array(300), height: 10, width: 10, channels: 3 }
  await expect(segment(model, colour)).rejects.toThrow(
    '[@spad/core] `channels` of the image is 3: the network takes 1. Give it with as many.',
  )
  const { diffusion, ...bare } = sampling()
  expect(diffusion).toBeDefined()
  await expect(segment(bare, image)).rejects.toThrow('`diffusion` is missing')
  model.denoiser.dispose()
  bare.denoiser.dispose()
})
