import { join } from 'node:path'
import { createModel, type ModelMetadata, recipe } from '@spad/models'
import { expect, test } from 'vitest'
import { saveModelTo, useBackend } from '../../src/index.js'
import { loadModelsFrom } from '../../src/run/model-files.js'
import { makeFolder } from '../data/pictures.js'

test('models answer together only if they see the same channels, in one order, made in one way', async () => {
  await useBackend('cpu')
  const dir = await makeFolder()
  const classes = [
    { name: 'background', value: 0, color: [0, 0, 0] },
    { name: 'fluid', value: 1, color: [255, 0, 0] },
  ] as const
  const shape = {
    height: 16,
    width: 16,
    channels: 3,
    preset: 'tiny',
    classes: [...classes],
  } as const
  const save = async (name: string, metadata: ModelMetadata): Promise<string> => {
    const model = createModel(recipe('unet', shape).config)
    await saveModelTo(join(dir, name), model, metadata)
    model.denoiser.dispose()
    return join(dir, name)
  }
  const first = await save('first', { data: { channels: ['T1', 'T2', 'PD'] } })
  const alike = await save('alike', { data: { channels: ['T1', 'T2', 'PD'] } })
  const other = await save('other', { data: { channels: ['T2', 'T1', 'PD'] } })
  const colour = await save('colour', {})
  const stacked = await save('stacked', { prepare: { neighbours: 1, spacing: 0.8 } })
  const { model } = await loadModelsFrom([first, alike])
  model.denoiser.dispose()
  await expect(loadModelsFrom([first, alike, other])).rejects.toThrow(
    /first` takes the channels T1, T2, PD, `.*other` the channels T2, T1, PD: only models of the same images/,
  )
  await expect(loadModelsFrom([first, colour])).rejects.toThrow('colour` single pictures')
  await expect(loadModelsFrom([colour, stacked])).rejects.toThrow(
    'stacked` single pictures, 1 neighbours of a slice, pixels of 0.8 mm',
  )
})
