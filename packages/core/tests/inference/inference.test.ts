import { memory, tensor4d, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import {
  createRandom,
  type Inference,
  type Model,
  type Raster,
  segment,
  segmentTogether,
} from '../../src/index.js'
import { testBackend } from '../backend.js'
import { tinyModel } from '../tiny-denoiser.js'

beforeAll(testBackend)

const random = createRandom(4)
const image = (): Raster => ({
  data: Float32Array.from({ length: 20 * 30 }, () => random.uniform()),
  height: 20,
  width: 30,
  channels: 1,
})
const images = [image(), image(), image()]

/** The denoiser's own operations, asked from outside. */
function byItself({ denoiser }: Model, asked: number[]): Inference {
  return {
    name: 'itself',
    async logits(values, [batch, height, width]) {
      asked.push(batch)
      const logits = tidy(() => {
        const input = tensor4d(values, [batch, height, width, denoiser.channels])
        return denoiser.denoise(denoiser.encode(input))
      })
      const data = (await logits.data()) as Float32Array
      logits.dispose()
      return data
    },
    dispose: () => Promise.resolve(),
  }
}

test('answers in the place of the denoiser, mirrored images and batches too', async () => {
  const model = tinyModel()
  const asked: number[] = []
  const other = { ...model, inference: byItself(model, asked) }
  const before = memory().numTensors
  expect(await segment(other, images[0]!, { ensemble: 2 })).toEqual(
    await segment(model, images[0]!, { ensemble: 2 }),
  )
  expect(await segmentTogether(other, images)).toEqual(await segmentTogether(model, images))
  expect(asked).toEqual([1, 1, 3])
  expect(memory().numTensors).toBe(before)
  model.denoiser.dispose()
})

test('is refused where a denoiser is asked once a step', async () => {
  const model = tinyModel()
  const stepping = {
    ...model,
    denoiser: { ...model.denoiser, usesState: true },
    inference: byItself(model, []),
  }
  const before = memory().numTensors
  await expect(segment(stepping, images[0]!)).rejects.toThrow(
    '[@spad/core] `inference` is itself, which answers in one pass: the denoiser uses a mask state and is ' +
      'asked once a step. Leave `inference` out.',
  )
  expect(memory().numTensors).toBe(before)
  model.denoiser.dispose()
})
