import { segment } from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { createModel, loadModel, recipe, saveModel } from '@spad/models'
import { beforeAll, expect, test } from 'vitest'
import { fineTune } from '../../../src/segmenter/page/fine-tune.js'
import { fileReader } from '../../../src/store/model-reader.js'
import { startWasm } from '../../start-wasm.js'

beforeAll(startWasm)

test('tunes in Node and in a browser, on files that both write and read', async () => {
  const data = phantomDataset({ kind: 'chest', count: 2, size: [32, 32] })
  const size = { height: 32, width: 32, channels: data.channels, classes: data.classes }
  const {
    config,
    noiseConfig: noise,
    scheduleConfig: schedule,
  } = recipe('spad', {
    ...size,
    preset: 'tiny',
  })
  const fresh = createModel(config, { seed: 3 })
  const files = await saveModel(fresh, { noise: noise!, schedule: schedule! })
  fresh.denoiser.dispose()

  const { model, metadata } = await loadModel(fileReader(files))
  const { image, labels } = await data.read(0)
  const pixels = new Uint8ClampedArray(4 * image.data.length)
  image.data.forEach((value, i) => {
    const grey = Math.round(255 * value)
    pixels.set([grey, grey, grey, 255], 4 * i)
  })
  const source = { data: pixels, height: image.height, width: image.width } as ImageData
  const losses: number[] = []
  await fineTune(model, metadata, [{ image: source, labels }], {
    steps: 6,
    learningRate: 0.003,
    progress: 0.2,
    augment: false,
    onStep: ({ loss }) => losses.push(loss),
  })
  expect(losses).toHaveLength(6)
  expect(losses[5]).toBeLessThan(losses[0]!)

  const again = await loadModel(fileReader(await saveModel(model, metadata)))
  expect(again.metadata).toEqual({ noise, schedule })
  expect(await segment(again.model, image)).toEqual(await segment(model, image))
  model.denoiser.dispose()
  again.model.denoiser.dispose()
})
