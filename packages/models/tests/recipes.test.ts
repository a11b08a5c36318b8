import { type Batch, train } from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { describe, expect, test } from 'vitest'
import {
  configOfModel,
  countParameters,
  createModel,
  parts,
  type PresetName,
  presets,
  recipe,
  type RecipeName,
} from '../src/index.js'
import { onBackend } from './backend.js'
import { classes } from './config.js'

onBackend('cpu')

const size = { height: 32, width: 32, channels: 1, classes }

test('spad and unet differ in the noise alone', () => {
  const [spad, plain] = [recipe('spad', size), recipe('unet', size)]
  expect(plain.config).toEqual(spad.config)
  expect(plain.training).toEqual(spad.training)
  expect(plain.noise).toBeUndefined()
  expect(plain.schedule).toBeUndefined()
})

test('spad ends ScD before BcD, and both in the first half', () => {
  const { schedule } = recipe('spad', size)
  expect(schedule?.(0)).toEqual({ scd: 1, bcd: 1 })
  expect(schedule?.(0.15).scd).toBe(0)
  expect(schedule?.(0.15).bcd).toBeGreaterThan(0)
  expect(schedule?.(0.25)).toEqual({ scd: 0, bcd: 0 })
})

test.each<RecipeName>(['spad', 'unet', 'mask', 'readers'])(
  '%s survives JSON and builds',
  (name) => {
    const made = recipe(name, { ...size, preset: 'tiny', steps: 7 })
    const { config, noiseConfig, scheduleConfig, training } = made
    const json = { config, noiseConfig, scheduleConfig, training }
    expect(JSON.parse(JSON.stringify(json))).toEqual(json)
    expect(training.steps).toBe(7)
    const model = createModel(config)
    expect(configOfModel(model).denoiser).toMatchObject(config.denoiser)
    model.denoiser.dispose()
  },
)

test('its options are those of `train`, with the functions that its numbers describe', () => {
  const { options, noise, schedule, training } = recipe('spad', { ...size, steps: 7 })
  expect(options).toMatchObject({ steps: 7, batchSize: training.batchSize, noise, schedule })
  expect(options.learningRate?.(training.learningRate.warmup)).toBe(training.learningRate.peak)
  expect(recipe('unet', size).options).not.toHaveProperty('noise')
})

test("a user's own noise takes the place of ours", () => {
  const mine = { ...parts, noises: { ...parts.noises, scd: () => (batch: Batch) => batch } }
  expect(recipe('spad', { ...size, parts: mine }).noise).toBeTypeOf('function')
})

test.each<[PresetName, number]>([
  ['tiny', 0.1],
  ['small', 0.35],
  ['base', 2.2],
])('%s has about %f million parameters', (preset, millions) => {
  expect(presets[preset].widths).toHaveLength(4)
  const { denoiser } = createModel(recipe('unet', { ...size, preset }).config)
  expect(countParameters(denoiser) / 1e6 / millions).toBeGreaterThan(0.85)
  expect(countParameters(denoiser) / 1e6 / millions).toBeLessThan(1.15)
  denoiser.dispose()
})

test('unknown names are refused', () => {
  expect(() => recipe('magic' as 'spad', size)).toThrow(
    '[@spad/models] `recipe` is "magic": it must be one of spad, unet, mask, readers.',
  )
  expect(() => recipe('spad', { ...size, preset: 'huge' as 'tiny' })).toThrow(
    '[@spad/models] `preset` is "huge": it must be one of tiny, small, base.',
  )
})

describe('on a backend that is quick enough to train', () => {
  onBackend('wasm')

  test('spad without intensity trains to the bit as unet does', async () => {
    const data = phantomDataset({ kind: 'oct', count: 8, size: [32, 32], seed: 1 })
    const lossesOf = async (name: RecipeName, intensity: number) => {
      const made = recipe(name, { ...size, classes: data.classes, preset: 'tiny', steps: 3 })
      const model = createModel(made.config, { seed: 1 })
      const schedule = () => ({ scd: intensity, bcd: intensity })
      const options = { ...made.options, schedule, batchSize: 4, seed: 5 }
      const losses: number[] = []
      for await (const { loss } of train(model, data, options)) losses.push(loss)
      model.denoiser.dispose()
      return losses
    }
    const plain = await lossesOf('unet', 0)
    expect(plain).toHaveLength(3)
    expect(await lossesOf('spad', 0)).toEqual(plain)
    expect(await lossesOf('spad', 1)).not.toEqual(plain)
  })
})
