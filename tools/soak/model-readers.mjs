// @ts-check
import { decodeModel, SpadError, trainedPrepare } from '@spad/core'
import { phantomClasses } from '@spad/core/phantoms'
import { channelNames, createModel, loadModel, recipe, saveModel } from '@spad/models'

/** Readers of a saved model's files. @returns {Promise<Record<string, import('./mutations.mjs').Reader>>} */
export async function modelReaders() {
  const size = { height: 16, width: 16, channels: 2, classes: phantomClasses('chest') }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config)
  const window = [{ center: 40, width: 400 }, null]
  const axis = /** @type {const} */ ('axial')
  const prepare = { axis, spacing: 0.8, window, channel: 0 }
  const files = await saveModel(model, { prepare, data: { channels: ['CT', 'PET'] } })
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
    // what an older release wrote has no seal, so that damage reaches what reads each field
    'model.json, without a seal': {
      bytes: unsealed(json?.data ?? new Uint8Array()),
      read: async (bytes) => {
        const { model: loaded, metadata } = await loadModel(reading('model.json', bytes))
        try {
          trainedPrepare(metadata.prepare, undefined, channelNames(metadata, loaded))
        } finally {
          loaded.denoiser.dispose()
        }
      },
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

/** @param {Uint8Array} bytes A model.json. */
function unsealed(bytes) {
  const json = JSON.parse(new TextDecoder().decode(bytes))
  const { seal, ...spad } = json.userDefinedMetadata.spad
  if (seal === undefined) throw new Error('the model has no seal')
  json.userDefinedMetadata.spad = { ...spad, formatVersion: spad.formatVersion - 1 }
  return new TextEncoder().encode(JSON.stringify(json))
}
