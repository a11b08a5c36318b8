import { readVariables, segment } from '@spad/core'
import { memory } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { createModel, type ModelConfig, parts, unet } from '../src/index.js'
import { onBackend } from './backend.js'
import { classes, diffusion, tinyConfig } from './config.js'

onBackend('cpu')

test('the seed decides the weights', async () => {
  const weights = async (seed: number): Promise<unknown> => {
    const { denoiser } = createModel(tinyConfig(), { seed })
    const values = await readVariables(denoiser.variables)
    denoiser.dispose()
    return values
  }
  expect(await weights(1)).toEqual(await weights(1))
  expect(await weights(1)).not.toEqual(await weights(2))
})

test.each([
  tinyConfig(),
  tinyConfig({
    denoiser: { type: 'maskUnet', widths: [2, 3, 4] },
    diffusion,
    preprocessing: { height: 8, width: 8, channels: 1, normalization: 'per-image' },
  }),
])('segments with $denoiser.type', async (config) => {
  const before = memory().numTensors
  const model = createModel(config)
  const image = {
    data: new Float32Array(70).map((_, i) => i / 70),
    height: 7,
    width: 10,
    channels: 1,
  }
  const { labels } = await segment(model, image, { steps: 2, ensemble: 2 })
  expect(labels.data).toHaveLength(70)
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

test("a user's own denoiser is built by name", () => {
  const mine = {
    ...parts,
    denoisers: { mine: () => unet({ channels: 1, classes: 2, widths: [2] }) },
  }
  const model = createModel(tinyConfig({ denoiser: { type: 'mine' } }), { parts: mine })
  expect(model.denoiser.stride).toBe(1)
  model.denoiser.dispose()
})

test.each<[string, Partial<ModelConfig>, string]>([
  [
    'a smallest area for one class alone',
    { postprocessing: { minArea: [0.1] } },
    '`minArea` has length 1 and `classes` 2: they must be equal.',
  ],
  [
    'a smallest area beyond the image',
    { postprocessing: { minArea: [0, 1.5] } },
    '`minArea` is 1.5',
  ],
  [
    'an unknown denoiser',
    { denoiser: { type: 'resnet' } },
    '`type` is "resnet": no denoiser has that name (known: unet, maskUnet, plainUnet, ensemble). Add it to the table of parts.',
  ],
  [
    'an unknown sampler',
    { diffusion: { ...diffusion, sampler: { type: 'euler' } } },
    '`type` is "euler": no sampler has that name (known: ddpm, ddim, categorical, dpmSolverPlusPlus2M). Add it to the table of parts.',
  ],
  [
    'a size that the network cannot halve',
    { preprocessing: { height: 4, width: 7, channels: 1, normalization: 'per-image' } },
    "`width` is 7: it must be a multiple of the network's stride, 2. Take 6 or 8.",
  ],
  [
    'no width',
    { preprocessing: { height: 4, width: 0, channels: 1, normalization: 'per-image' } },
    '`width` is 0: it must be an integer of at least 1.',
  ],
  [
    'one class',
    { classes: classes.slice(0, 1) },
    '`classes` has length 1: it needs the background and at least one more.',
  ],
  [
    'a denoiser of other channels',
    { denoiser: { type: 'unet', widths: [2], channels: 3 } },
    'the denoiser has 3 channels and the model 1: they must be equal.',
  ],
  [
    'a denoiser of other classes',
    { denoiser: { type: 'unet', widths: [2], classes: 3 } },
    'the denoiser has 3 classes and the model 2: they must be equal.',
  ],
  [
    'no signal',
    { diffusion: { ...diffusion, signalScale: 0 } },
    '`signalScale` is 0: it must be a number above 0.',
  ],
])('%s is refused', (_, change, message) => {
  const before = memory().numTensors
  expect(() => createModel(tinyConfig(change))).toThrow(`[@spad/models] ${message}`)
  expect(memory().numTensors).toBe(before)
})

test('a mask denoiser without a sampler is refused', () => {
  const before = memory().numTensors
  const config = tinyConfig({
    denoiser: { type: 'maskUnet', widths: [2, 2, 2] },
    preprocessing: { height: 4, width: 4, channels: 1, normalization: 'per-image' },
  })
  expect(() => createModel(config)).toThrow(
    '[@spad/core] `diffusion` is missing: the denoiser uses a mask state. Say how to sample it.',
  )
  expect(memory().numTensors).toBe(before)
})
