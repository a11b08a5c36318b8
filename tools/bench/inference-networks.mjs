// @ts-check
// The networks whose forward passes are timed, the same in every process that makes them.
import { phantomClasses } from '@spad/core/phantoms'
import { createModel, plainPresets, recipe } from '@spad/models'

/** Height and width of what they are given. */
export const SIDE = 256

/** How many images go through at a time. */
export const batches = /** @type {const} */ ([1, 8])

/** @type {Record<string, () => import('@spad/core').Model>} */
export const networks = {
  'plain-small': () => model('small', { type: 'plainUnet', ...plainPresets.small }),
  'unet-small': () => model('small'),
  'unet-base': () => model('base'),
}

/**
 * @param {'small' | 'base'} preset
 * @param {import('@spad/core').DenoiserConfig} [denoiser] in place of the recipe's
 */
function model(preset, denoiser) {
  const classes = phantomClasses('oct')
  const { config } = recipe('unet', { height: SIDE, width: SIDE, channels: 1, classes, preset })
  return createModel(denoiser ? { ...config, denoiser } : config, { seed: 1 })
}

/** What a network and a number of images are called as a task. @param {string} name @param {number} batch */
export const passOf = (name, batch) => `pass ${name} ${batch}`

/** Images, channels last; one channel has no other order. @param {number} batch */
export function images(batch) {
  return Float32Array.from({ length: batch * SIDE * SIDE }, (_, i) =>
    Math.sin(i * 0.01 + Math.floor(i / SIDE) * 0.03),
  )
}

/** What logits are compared by: positive and negative ones would cancel. @param {Float32Array} logits */
export const sizeOf = (logits) => logits.reduce((sum, x) => sum + Math.abs(x), 0)
