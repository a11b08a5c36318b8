// @ts-check
// Forward passes of the networks in tfjs, and whole ways from a PNG to a label map.
import tf from '@tensorflow/tfjs'
import { segmentLabels } from '@spad/core'
import { encodeLabelMap, encodePng, loadModelFrom, readImage } from '@spad/node'
import { makePhantoms } from '@spad/core/phantoms'
import { batches, images, networks, passOf, SIDE, sizeOf } from './inference-networks.mjs'

/** Sides of the pictures. */
export const sides = /** @type {const} */ ([256, 512, 1024, 2048])

/** What the way of a picture to its label map is called as a task. @param {number} side */
export const wayOf = (side) => `file ${side}`

/** @type {Record<string, () => import('./tasks.mjs').Task | Promise<import('./tasks.mjs').Task>>} */
export const inferenceMakers = Object.fromEntries([
  ...Object.keys(networks).flatMap((name) =>
    batches.map((batch) => [passOf(name, batch), () => forwardPass(name, batch)]),
  ),
  ...sides.map((side) => [wayOf(side), () => wayToLabels(side)]),
])

/** @param {string} name @param {number} batch */
function forwardPass(name, batch) {
  const make = networks[name]
  if (!make) throw new Error(`there is no network ${name}`)
  const { denoiser } = make()
  const input = tf.tensor4d(images(batch), [batch, SIDE, SIDE, 1])
  return async () => {
    const logits = tf.tidy(() => denoiser.denoise(denoiser.encode(input)))
    const values = /** @type {Float32Array} */ (await logits.data())
    logits.dispose()
    return () => sizeOf(values)
  }
}

/**
 * From the bytes of a PNG to those of its label map, by a model that comes with the project.
 *
 * @param {number} side
 */
async function wayToLabels(side) {
  const { model } = await loadModelFrom('cxr-lungs')
  const [phantom] = makePhantoms({ kind: 'chest', count: 1, size: [side, side] })
  if (!phantom) throw new Error('there is no phantom')
  const bytes = await encodePng(phantom.image)
  return async () => {
    const image = await readImage('picture.png', { channels: 1, bytes })
    const labels = await segmentLabels(model, image)
    await encodeLabelMap(labels, model.classes)
    return labels.data.reduce((sum, label) => sum + label, 0)
  }
}
