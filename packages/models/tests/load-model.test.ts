import { readVariables, type SavedFile, segment } from '@spad/core'
import { memory } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { createModel, loadModel, saveModel } from '../src/index.js'
import { onBackend } from './backend.js'
import { diffusion, tinyConfig } from './config.js'

onBackend('cpu')

const readFrom = (files: readonly SavedFile[]) => (wanted: string) => {
  const file = files.find(({ name }) => name === wanted)
  return file ? Promise.resolve(file.data) : Promise.reject(new Error('no such file'))
}
const metadata = {
  noise: { type: 'scd' },
  schedule: { type: 'pas', curves: {} },
  seed: 3,
  training: { steps: 10 },
  data: { name: 'phantoms', licence: 'CC0' },
}
const maskConfig = tinyConfig({
  denoiser: { type: 'maskUnet', widths: [2, 3, 4] },
  preprocessing: { height: 8, width: 8, channels: 1, normalization: 'per-image' },
  diffusion,
})
const image = { data: new Float32Array(35).map((_, i) => i / 35), height: 5, width: 7, channels: 1 }

const around = tinyConfig({ fit: { type: 'windows', scale: 1, step: 0.5, context: 4 } })
const doubting = tinyConfig({ postprocessing: { minArea: [0, 0.25] } })

test.each([tinyConfig(), maskConfig, doubting, around])(
  '$denoiser.type segments the same after loading',
  async (config) => {
    const before = memory().numTensors
    const model = createModel(config, { seed: 4 })
    const files = await saveModel(model, metadata)
    const loaded = await loadModel(readFrom(files))
    expect(loaded.metadata).toEqual(metadata)
    expect(loaded.model.denoiser.config).toEqual(model.denoiser.config)
    expect(loaded.model.preprocessing).toEqual(model.preprocessing)
    expect(loaded.model.postprocessing).toEqual(config.postprocessing)
    expect(loaded.model.classes).toEqual(model.classes)
    const [one, two] = [await segment(model, image), await segment(loaded.model, image)]
    expect(two.probabilities.data).toEqual(one.probabilities.data)
    model.denoiser.dispose()
    loaded.model.denoiser.dispose()
    expect(memory().numTensors).toBe(before)
  },
)

test('a network that sees a context takes twice the channels, and its config says both', async () => {
  const model = createModel(around)
  expect(model.denoiser.channels).toBe(2 * model.preprocessing.channels)
  const { model: loaded } = await loadModel(readFrom(await saveModel(model)))
  expect(loaded.fit?.windows?.context).toBe(4)
  expect(loaded.denoiser.channels).toBe(2)
  model.denoiser.dispose()
  loaded.denoiser.dispose()
  const whole = tinyConfig()
  expect(() => createModel({ ...whole, denoiser: { ...whole.denoiser, channels: 2 } })).toThrow(
    '[@spad/models] the denoiser has 2 channels and the model 1: they must be equal.',
  )
})

test('float16 keeps three digits', async () => {
  const model = createModel(tinyConfig())
  const { model: loaded } = await loadModel(
    readFrom(await saveModel(model, {}, { dtype: 'float16' })),
  )
  const [exact, rounded] = [
    await readVariables(model.denoiser.variables),
    await readVariables(loaded.denoiser.variables),
  ]
  for (const [name, { data }] of Object.entries(exact))
    data.forEach((value, i) => {
      expect(rounded[name]?.data[i]).toBeCloseTo(value, 3)
    })
  model.denoiser.dispose()
  loaded.denoiser.dispose()
})

test('a model that was edited into another architecture is refused without a leak', async () => {
  const model = createModel(tinyConfig())
  const files = await saveModel(model)
  model.denoiser.dispose()
  const before = memory().numTensors
  const edit = (change: (text: string) => string): SavedFile[] =>
    files.map(({ name, data }) => {
      if (name !== 'model.json') return { name, data }
      // as an older release wrote it: without a digest of what it says
      const text = new TextDecoder()
        .decode(data)
        .replace('"formatVersion": 2', '"formatVersion": 1')
      return { name, data: new TextEncoder().encode(change(text)) }
    })
  await expect(
    loadModel(readFrom(edit((text) => text.replace(/"widths": \[\s*2,\s*3/, '"widths": [2, 4')))),
  ).rejects.toThrow(
    '[@spad/core] the weight `encoder/level1/enter/kernel` is [3, 3, 2, 3] in what was saved and ' +
      '[3, 3, 2, 4] in the network. These are the weights of another architecture.',
  )
  await expect(
    loadModel(readFrom(edit((text) => text.replace('"config"', '"konfig"')))),
  ).rejects.toThrow(
    '[@spad/models] `model.json` does not say how to build the model: it is damaged.',
  )
  expect(memory().numTensors).toBe(before)
})
