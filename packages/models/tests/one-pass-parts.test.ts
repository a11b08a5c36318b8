import { createRandom } from '@spad/core'
import { memory } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { modelParts, onePassParts } from '../src/index.js'
import { onBackend } from './backend.js'

onBackend('cpu')

const config = { type: 'unet', channels: 1, classes: 2, widths: [4, 6] }

test('the U-Net is that of all parts, to the weight', async () => {
  const [few, all] = [onePassParts, modelParts].map(({ denoisers }) =>
    denoisers.unet?.(config, createRandom(3)),
  )
  expect(few?.config).toEqual(all?.config)
  const numbers = (denoiser = few) =>
    Promise.all(
      Object.entries(denoiser?.variables ?? {}).map(async ([name, variable]) => [
        name,
        await variable.data(),
      ]),
    )
  expect(await numbers(few)).toEqual(await numbers(all))
  few?.dispose()
  all?.dispose()
})

test('attention is not among them', () => {
  const before = memory().numTensors
  expect(() => onePassParts.denoisers.unet?.({ ...config, attention: 2 }, createRandom(3))).toThrow(
    '[@spad/models] `attention` is 2: `modelParts` have it, these parts not.',
  )
  expect(memory().numTensors).toBe(before)
})
