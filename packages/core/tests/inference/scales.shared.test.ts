import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import {
  createRandom,
  type Model,
  type Raster,
  resizeRaster,
  segment,
  segmentLabels,
  segmentTogether,
  windows,
} from '../../src/index.js'
import { testBackend } from '../backend.js'
import { tinyModel } from '../tiny-denoiser.js'

beforeAll(testBackend)

const random = createRandom(2)
const image: Raster = {
  data: Float32Array.from({ length: 45 * 70 }, () => random.uniform()),
  height: 45,
  width: 70,
  channels: 1,
}
const scales = [0.75, 1, 1.25]
const models: [string, () => Model][] = [
  ['whole images', () => tinyModel()],
  ['windows', () => ({ ...tinyModel(), fit: windows() })],
  ['windows at half of the size', () => ({ ...tinyModel(), fit: windows({ scale: 0.5 }) })],
  [
    'windows with a context',
    () => {
      const model = tinyModel({ channels: 2 })
      return { ...model, fit: windows({ context: 3 }) }
    },
  ],
]

test.each(models)(
  '%s: the mean of the answers at each scale, and labels of it',
  async (_, make) => {
    const before = memory().numTensors
    const model = { ...make(), postprocessing: { minArea: [0, 0.3] } }
    const steps: string[] = []
    const all = await segment(model, image, {
      scales,
      onProgress: (done, of) => void steps.push(`${done}/${of}`),
    })
    expect(await segmentLabels(model, image, { scales })).toEqual(all.labels)
    expect(await segment({ ...model, scales }, image)).toEqual(all)
    expect(steps.at(-1)).toBe(`${steps.length}/${steps.length}`)
    const mean = new Float32Array(2 * 45 * 70)
    for (const scale of scales) {
      const { probabilities } = await segment(model, image, { scales: [scale] })
      probabilities.data.forEach((value, i) => (mean[i] = mean[i]! + value / 3))
    }
    all.probabilities.data.forEach((value, i) => {
      expect(value).toBeCloseTo(mean[i]!, 5)
    })
    const one = await segment(model, image)
    expect(all.probabilities.data).not.toEqual(one.probabilities.data)
    expect(await segment(model, image, { scales: [1] })).toEqual(one)
    model.denoiser.dispose()
    expect(memory().numTensors).toBe(before)
  },
)

test('at a scale the network sees an image of that size', async () => {
  const seen: string[] = []
  const model = tinyModel()
  const denoiser: Model['denoiser'] = {
    ...model.denoiser,
    encode: (input) => {
      seen.push(input.shape.join(' × '))
      return model.denoiser.encode(input)
    },
  }
  await segmentLabels({ ...model, denoiser }, image, { scales: [0.7, 1, 1.5] })
  // 11.2 is no multiple of the stride
  expect(seen).toEqual(['1 × 12 × 12 × 1', '1 × 16 × 16 × 1', '1 × 24 × 24 × 1'])
  seen.length = 0
  await segmentLabels({ ...model, denoiser, fit: windows({ step: 1 }) }, image, { scales: [0.4] })
  // 18 × 28: two by two windows
  expect(seen).toEqual(['4 × 16 × 16 × 1'])
  model.denoiser.dispose()
})

test('together as alone, where images are seen at several scales', async () => {
  const model = { ...tinyModel(), scales }
  const other = resizeRaster(image, 30, 31)
  const [one, two] = await segmentTogether(model, [image, other])
  expect(one).toEqual(await segment(model, image))
  expect(two).toEqual(await segment(model, other))
  model.denoiser.dispose()
})

test('shows the answer so far after each pass', async () => {
  const model = { ...tinyModel(), fit: windows() }
  const shown: number[] = []
  let last: Float32Array | undefined
  const { probabilities } = await segment(model, image, {
    scales: [1, 0.5],
    onStep: (soFar, done) => {
      shown.push(done)
      last = soFar.probabilities.data
    },
  })
  expect(shown.at(-1)).toBe(shown.length)
  last?.forEach((value, i) => {
    expect(value).toBeCloseTo(probabilities.data[i]!, 5)
  })
  model.denoiser.dispose()
})

test('an abort ends all scales with its reason, and leaves no tensor', async () => {
  const before = memory().numTensors
  const model = { ...tinyModel(), fit: windows() }
  const controller = new AbortController()
  const answer = segmentLabels(model, image, {
    scales,
    signal: controller.signal,
    onProgress: (done) => {
      if (done === 5) controller.abort(new Error('enough'))
    },
  })
  await expect(answer).rejects.toThrow('enough')
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

test.each([
  [[], '`scales` is []: it must be a list of 1 to 8 numbers, such as [0.75, 1, 1.25].'],
  [[1, 1], '`scales` is [1,1]: each is seen once. Leave out what comes twice.'],
  [[0.1], '`scales` is 0.1: it must be a number from 0.25 to 4.'],
  [[5], '`scales` is 5: it must be a number from 0.25 to 4.'],
])('refuses %j', async (given, message) => {
  const model = tinyModel()
  await expect(segment(model, image, { scales: given })).rejects.toThrow(message)
  model.denoiser.dispose()
})
