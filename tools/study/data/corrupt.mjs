// @ts-check
import { contrast as contrastAugment, gaussianBlur } from '@spad/core'
import { eachCase } from './alter.mjs'

/** @typedef {import('@spad/core').Raster} Raster */
/** @typedef {import('@spad/core').Random} Random */

/** @param {(image: Raster, random: Random) => Float32Array} change */
function eachImage(change) {
  return eachCase((sample, random) => {
    const data = change(sample.image, random).map((value) => Math.min(1, Math.max(0, value)))
    return { ...sample, image: { ...sample.image, data } }
  })
}

/**
 * Multiplicative grains, as of ultrasound and OCT: `v (1 + s n)`, `n ~ N(0, 1)` per grain.
 *
 * @param {{ strength?: number, grain?: number }} options `grain`: its side as a share of the shorter
 *   side, so that it outlives the resizing to the network's size
 */
export function speckle({ strength = 0.4, grain = 1 / 128 }) {
  return eachImage(({ data, height, width, channels }, random) => {
    const side = Math.max(1, Math.round(grain * Math.min(height, width)))
    const columns = Math.ceil(width / side)
    const grains = Array.from({ length: columns * Math.ceil(height / side) }, () => random.normal())
    return data.map((value, i) => {
      const pixel = Math.floor(i / channels)
      const row = Math.floor(Math.floor(pixel / width) / side)
      const at = row * columns + Math.floor((pixel % width) / side)
      return value * (1 + strength * (grains[at] ?? 0))
    })
  })
}

/** Motion, focus, a coarser scanner. @param {{ sigma?: number }} options share of the shorter side */
export function blur({ sigma = 0.015 }) {
  return eachImage((image) => gaussianBlur(image, sigma * Math.min(image.height, image.width)))
}

/**
 * A rectangle that hides part of the picture, in its mean grey: a shadow, a marker, a device.
 *
 * @param {{ area?: number }} options share of the image's area
 */
export function occlude({ area = 0.1 }) {
  return eachImage(({ data, height, width, channels }, random) => {
    const aspect = 0.5 + random.uniform()
    const tall = Math.min(height, Math.round(Math.sqrt(area * aspect) * height))
    const wide = Math.min(width, Math.round((area * height * width) / Math.max(1, tall)))
    const top = random.integer(height - tall + 1)
    const left = random.integer(width - wide + 1)
    const grey = data.reduce((sum, value) => sum + value, 0) / data.length
    return data.map((value, i) => {
      const pixel = Math.floor(i / channels)
      const y = Math.floor(pixel / width) - top
      const x = (pixel % width) - left
      return y >= 0 && y < tall && x >= 0 && x < wide ? grey : value
    })
  })
}

/**
 * Over-exposure: the distance from the mean times a factor, cut off at black and white. Below 1 it would be
 * undone by the normalisation of each image.
 *
 * @param {{ factor?: number }} options
 */
export function contrast({ factor = 3 }) {
  return eachCase(contrastAugment({ factor: [factor, factor], probability: 1 }))
}
