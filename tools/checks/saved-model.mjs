// @ts-check
import '@tensorflow/tfjs-backend-cpu'
import { createModel, recipe, saveModel } from '@spad/models'

/** The files of a small untrained model that tells lungs from the rest in grey images. */
export async function savedModel() {
  /** @type {import('@spad/core').LabelClass[]} */
  const classes = [
    { name: 'background', value: 0, color: [0, 0, 0] },
    { name: 'lung', value: 255, color: [0, 128, 255] },
  ]
  const size = { height: 32, width: 32, channels: 1 }
  const model = createModel(recipe('spad', { ...size, classes, preset: 'tiny' }).config)
  return saveModel(model)
}
