import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { createRandom, type Raster, segment, segmentLabels, windows } from '../../src/index.js'
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

test('a large image is answered at its own size, and no tensor is left', async () => {
  const before = memory().numTensors
  const model = { ...tinyModel(), fit: windows() }
  const progress: string[] = []
  const soFar: number[] = []
  const { labels, probabilities } = await segment(model, image, {
    onProgress: (done, of) => progress.push(`${done}/${of}`),
    onStep: ({ labels: now }) => soFar.push(now.data.length),
  })
  expect([labels.height, labels.width, probabilities.data.length]).toEqual([45, 70, 2 * 45 * 70])
  // 5 × 8 windows, four together
  expect(progress.length).toBe(10)
  expect(progress.at(-1)).toBe('10/10')
  expect(soFar).toEqual(Array.from({ length: 10 }, () => 45 * 70))
  for (let i = 0; i < 45 * 70; i++)
    expect(probabilities.data[2 * i]! + probabilities.data[2 * i + 1]!).toBeCloseTo(1, 4)
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

test('a network that looks at neighbours alone answers as on the whole, but for the windows’ rims', async () => {
  const model = tinyModel()
  const whole = { ...model, preprocessing: { ...model.preprocessing, height: 46, width: 70 } }
  const even: Raster = { ...image, data: image.data.slice(0, 44 * 70), height: 44 }
  const all = { ...whole, preprocessing: { ...whole.preprocessing, height: 44 } }
  const expected = (await segment(all, even)).probabilities.data
  const found = (await segment({ ...model, fit: windows() }, even)).probabilities.data
  let worst = 0
  // inside, the rim of a window weighs a thousandth of another's middle
  for (let y = 8; y < 36; y++)
    for (let x = 8; x < 62; x++) {
      const at = 2 * (y * 70 + x)
      worst = Math.max(worst, Math.abs(expected[at]! - found[at]!))
    }
  expect(worst).toBeLessThan(0.02)
  model.denoiser.dispose()
})

test.each([undefined, windows({ scale: 0.5 }), windows({ scale: 2 })])(
  'labels alone are the same to the bit',
  async (fit) => {
    const model = { ...tinyModel(), ...(fit && { fit }), postprocessing: { minArea: [0, 0.3] } }
    for (const postprocess of [true, false]) {
      const { labels } = await segment(model, image, { postprocess })
      expect(await segmentLabels(model, image, { postprocess })).toEqual(labels)
    }
    const unsure = { ...model, postprocessing: { minArea: [0, 0.99] } }
    expect((await segmentLabels(unsure, image)).data.every((label) => label === 0)).toBe(true)
    model.denoiser.dispose()
  },
)

test('an abort between two windows ends with its reason', async () => {
  const before = memory().numTensors
  const model = { ...tinyModel(), fit: windows() }
  const controller = new AbortController()
  const answer = segment(model, image, {
    signal: controller.signal,
    onProgress: () => {
      controller.abort(new Error('enough'))
    },
  })
  await expect(answer).rejects.toThrow('enough')
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})
