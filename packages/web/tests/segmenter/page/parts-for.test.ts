import { modelParts, onePassParts, recipe } from '@spad/models'
import { expect, test } from 'vitest'
import { partsFor } from '../../../src/segmenter/page/parts-for.js'
import { classes } from '../../saved-model.js'

const config = (name: 'mask' | 'spad', preset: 'small' | 'base' = 'small') =>
  recipe(name, { height: 32, width: 32, channels: 1, classes, preset }).config

test('takes few parts where few are named', async () => {
  expect(await partsFor(config('spad'))).toBe(onePassParts)
  expect(await partsFor(config('mask'))).toBe(modelParts)
  expect(await partsFor(config('spad', 'base'))).toBe(modelParts)
})

test('an unknown name is left to whoever builds', async () => {
  expect(await partsFor({ ...config('spad'), denoiser: { type: 'mine' } })).toBe(modelParts)
})
