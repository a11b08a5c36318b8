import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { createRandom, type Raster, segment, segmentTogether, windows } from '../../src/index.js'
import { testBackend } from '../backend.js'
import { tinyModel } from '../tiny-denoiser.js'

beforeAll(testBackend)

const random = createRandom(4)
const image = (height: number, width: number): Raster => ({
  data: Float32Array.from({ length: height * width }, () => random.uniform()),
  height,
  width,
  channels: 1,
})
const images = [image(20, 30), image(9, 9), image(33, 17)]

test('answers for each image as `segment` does, and keeps no tensor', async () => {
  const model = tinyModel()
  const before = memory().numTensors
  const together = await segmentTogether(model, images, { labelsOnly: [false, true, false] })
  expect(memory().numTensors).toBe(before)
  const alone = [
    await segment(model, images[0]!),
    { labels: (await segment(model, images[1]!)).labels },
    await segment(model, images[2]!),
  ]
  expect(together).toEqual(alone)
  expect(await segmentTogether(model, [])).toEqual([])
  model.denoiser.dispose()
})

test('leaves out what covers too little unless told to keep it', async () => {
  const model = { ...tinyModel(), postprocessing: { minArea: [0, 1] } }
  const [doubting] = await segmentTogether(model, [images[0]!])
  const [believing] = await segmentTogether(model, [images[0]!], { postprocess: false })
  expect(doubting!.labels.data.every((label) => label === 0)).toBe(true)
  expect(believing).toEqual(await segment(model, images[0]!, { postprocess: false }))
  model.denoiser.dispose()
})

test('asks a model that looks through windows once an image', async () => {
  const model = { ...tinyModel(), fit: windows({ scale: 2 }) }
  const [first, second] = await segmentTogether(model, images, { labelsOnly: [true] })
  expect(first).toEqual({ labels: (await segment(model, images[0]!)).labels })
  expect(second).toEqual(await segment(model, images[1]!))
  model.denoiser.dispose()
})

test('refuses an image that the model does not take', async () => {
  const model = tinyModel()
  const coloured = { ...images[0]!, channels: 3, height: 10, width: 20 }
  await expect(segmentTogether(model, [images[1]!, coloured])).rejects.toThrow(
    '`channels` of the image is 3: the network takes 1.',
  )
  model.denoiser.dispose()
})
