import { segment, windows } from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { memory } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { createModel, ensemble, joinModels, loadModel, recipe, saveModel } from '../src/index.js'
import { onBackend } from './backend.js'

onBackend('wasm')

const data = phantomDataset({ kind: 'chest', count: 2, size: [40, 40] })
const shape = { height: 32, width: 32, channels: data.channels, classes: data.classes }

const make = (seed: number, size = shape) =>
  createModel(recipe('unet', { ...size, preset: 'tiny' }).config, { seed })

async function image() {
  return (await data.read(0)).image
}

test('answers with the mean of its members’ probabilities, and is saved as one model', async () => {
  const before = memory().numTensors
  const models = [make(1), make(2)]
  const alone = await Promise.all(models.map(async (model) => segment(model, await image())))
  const joined = joinModels(models)
  const together = await segment(joined, await image())
  together.probabilities.data.forEach((p, i) => {
    const mean = (alone[0]!.probabilities.data[i]! + alone[1]!.probabilities.data[i]!) / 2
    expect(p).toBeCloseTo(mean, 5)
  })
  const files = new Map((await saveModel(joined)).map(({ name, data }) => [name, data]))
  const { model: loaded } = await loadModel((name) => Promise.resolve(files.get(name)!))
  expect((await segment(loaded, await image())).labels).toEqual(together.labels)
  joined.denoiser.dispose()
  loaded.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

test('models that see images in different ways answer together too, but are no one file', async () => {
  const models = [make(1), { ...make(2), fit: windows() }]
  const joined = joinModels(models)
  const steps: string[] = []
  const together = await segment(joined, await image(), {
    onStep: (_, done, of) => steps.push(`${done}/${of}`),
  })
  expect(steps).toEqual(['1/2', '2/2'])
  const alone = await Promise.all(models.map(async (model) => segment(model, await image())))
  together.probabilities.data.forEach((p, i) => {
    const mean = (alone[0]!.probabilities.data[i]! + alone[1]!.probabilities.data[i]!) / 2
    expect(p).toBeCloseTo(mean, 5)
  })
  await expect(saveModel(joined)).rejects.toThrow(
    '[@spad/models] these models see images at different sizes or in different windows',
  )
  joined.denoiser.dispose()
})

test('asks each class to cover the mean of what the models ask', () => {
  const [one, two] = [make(1), make(2)]
  const areas = data.classes.map(() => 0.2)
  const joined = joinModels([{ ...one, postprocessing: { minArea: areas } }, two])
  expect(joined.postprocessing?.minArea[1]).toBeCloseTo(0.1)
  joined.denoiser.dispose()
})

test('refuses models of other classes', () => {
  const one = make(1)
  const other = make(1, {
    ...shape,
    classes: [...data.classes, { name: 'other', value: 9, color: [9, 9, 9] }],
  })
  expect(() => joinModels([one, other])).toThrow('the models find different classes (background')
  expect(() => ensemble([one.denoiser, other.denoiser])).toThrow(
    '[@spad/models] `members` differ in `classes`',
  )
  one.denoiser.dispose()
  other.denoiser.dispose()
  expect(() => joinModels([])).toThrow('[@spad/models] `models` is empty')
})

test('averages as many answers as the member that asks for most', () => {
  const models = [make(1), { ...make(2), ensemble: 2 }]
  expect(joinModels(models).ensemble).toBe(2)
  expect(joinModels([...models].reverse()).ensemble).toBe(2)
  const plain = joinModels([models[0]!, make(3)])
  expect(plain.ensemble).toBeUndefined()
  for (const { denoiser } of [...models, plain]) denoiser.dispose()
})
