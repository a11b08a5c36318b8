// @ts-check
import { segment, train } from '@spad/core'
import { makePhantoms, phantomDataset } from '@spad/core/phantoms'
import { createModel, loadModel, recipe, saveModel } from '@spad/models'

/**
 * @typedef {{ recipe: 'spad' | 'mask', files: import('@spad/core').SavedFile[] }} SavedCase
 * @typedef {{ labels: Uint8Array, probabilities: Float32Array, losses: number[] }} Answer
 */

/** A network with an encoder and a decoder, and one that denoises a mask in several steps. */
const recipes = /** @type {const} */ (['spad', 'mask'])

const side = 16
const data = () => phantomDataset({ kind: 'chest', count: 4, size: [24, 20], seed: 1 })

/** @param {SavedCase['recipe']} name */
const recipeFor = (name) => {
  const { channels, classes } = data()
  return recipe(name, { height: side, width: side, channels, classes, preset: 'tiny' })
}

/** Trains long enough that the answers are no mere noise. @returns {Promise<SavedCase[]>} */
export async function makeCases() {
  const cases = []
  for (const name of recipes) {
    const model = createModel(recipeFor(name).config, { seed: 1 })
    await losses(model, name, 60)
    cases.push({ recipe: name, files: await saveModel(model) })
    model.denoiser.dispose()
  }
  return cases
}

/**
 * What the current backend makes of one saved model: an image segmented, and `steps` of training.
 *
 * @param {SavedCase} saved @param {number} steps @returns {Promise<Answer>}
 */
export async function work({ recipe: name, files }, steps) {
  const read = async (/** @type {string} */ wanted) =>
    files.find((file) => file.name === wanted)?.data ?? new Uint8Array()
  const { model } = await loadModel(read)
  const [{ image }] = /** @type {[import('@spad/core/phantoms').Phantom]} */ (
    makePhantoms({ kind: 'chest', count: 1, size: [40, 32], seed: 7 })
  )
  const { labels, probabilities } = await segment(model, image, { steps: 3, seed: 3 })
  const answer = {
    labels: labels.data,
    probabilities: probabilities.data,
    losses: await losses(model, name, steps),
  }
  model.denoiser.dispose()
  return answer
}

/** @param {import('@spad/core').Model} model @param {SavedCase['recipe']} name @param {number} steps */
async function losses(model, name, steps) {
  const { noise, schedule } = recipeFor(name)
  const found = []
  const options = { steps, batchSize: 2, seed: 5, noise, schedule }
  for await (const { loss } of train(model, data(), options)) found.push(loss)
  return found
}
