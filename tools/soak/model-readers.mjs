// @ts-check
import { decodeModel, SpadError } from '@spad/core'
import { phantomClasses } from '@spad/core/phantoms'
import { createModel, loadModel, recipe, saveModel } from '@spad/models'

/** Readers of a saved model's files. @returns {Promise<Record<string, import('./mutations.mjs').Reader>>} */
export async function modelReaders() {
  const size = { height: 16, width: 16, channels: 1, classes: phantomClasses('chest') }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config)
  const files = await saveModel(model)
  model.denoiser.dispose()
  const json = files.find(({ name }) => name === 'model.json')
  const shard = files.find(({ name }) => name !== 'model.json')
  /** @param {string} changed @param {Uint8Array<ArrayBuffer>} bytes */
  const reading = (changed, bytes) => (/** @type {string} */ name) => {
    const file = files.find((one) => one.name === name)
    if (!file) throw new SpadError('soak', `there is no ${name}`)
    return Promise.resolve(name === changed ? bytes : file.data)
  }
  return {
    'model.json': {
      bytes: json?.data ?? new Uint8Array(),
      read: (bytes) => decodeModel(reading('model.json', bytes)),
    },
    weights: {
      bytes: shard?.data ?? new Uint8Array(),
      read: async (bytes) => {
        const loaded = await loadModel(reading(shard?.name ?? '', bytes))
        loaded.model.denoiser.dispose()
      },
    },
  }
}
