// @ts-check
import '@tensorflow/tfjs-backend-cpu'
import { shippedModels } from '@spad/models'
import { loadModelFrom } from '@spad/node'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { differences } from '../../weights/command.mjs'

beforeAll(async () => {
  await setBackend('cpu')
})

// fails where a default of the recipe has changed: make.mjs then puts the old one into the command
test.each(Object.keys(shippedModels))(
  'the command on the card of %s trains as it did',
  async (name) => {
    const { model, metadata } = await loadModelFrom(name)
    const { recipe, preset, noise, schedule, seed, training } = metadata
    const { step, validationDice, chosen, ...rest } = /** @type {Record<string, unknown>} */ (
      training
    )
    const card = /** @type {import('../../weights/card.mjs').Facts} */ (metadata.card)
    const was = { recipe, preset, noise, schedule, seed, ...rest }
    expect(differences(card.options, was, model)).toEqual([])
    model.denoiser.dispose()
  },
)
