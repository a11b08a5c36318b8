// @ts-check
import { configured, randomNormal } from '@spad/core'
import { bcdBand, scdRegions } from '@spad/noise'
import * as tf from '@tensorflow/tfjs-core'

/** @typedef {import('@spad/core').Batch & { readonly strength: tf.Tensor4D, readonly field: tf.Tensor4D }} BatchAside */

/** Channels of the field: neighbours among a tensor's channels get different numbers, the ninth those of the first. */
const CHANNELS = 8

/**
 * ScD and BcD for tensors that no noise sees, such as features: leaves the batch as it is and lays aside how
 * strong the noise is to be, `strength` `[batch, height, width, 1]`, and normal numbers for it, `field`.
 *
 * @param {{ keep?: number, tau?: number, clean?: number }} options as in the recipe; `clean`: share of the
 *   samples that stay as they are
 * @returns {import('@spad/core').Configured<import('@spad/core').Noise>}
 */
export function aside({ keep = 0.5, tau = 1, clean = 0.5 } = {}) {
  /** @type {import('@spad/core').Noise} */
  const noise = (batch, { intensity, random }) =>
    tf.tidy(() => {
      const [samples, height, width] = batch.image.shape
      const drawn = random.fork('strength')
      const perSample = (/** @type {number} */ scale) => {
        const values = Float32Array.from({ length: samples }, () => scale * drawn.uniform())
        return tf.tensor4d(values, [samples, 1, 1, 1])
      }
      const noisy = Float32Array.from({ length: samples }, () => Number(drawn.uniform() >= clean))
      const { perturbed } = scdRegions(batch, { random }, { keep })
      const { band } = bcdBand(batch, tau)
      const inside = tf.mul(perturbed, perSample(intensity.scd ?? 0))
      const around = tf.mul(band, perSample(intensity.bcd ?? 0))
      const strength = tf.mul(tf.maximum(inside, around), tf.tensor4d(noisy, [samples, 1, 1, 1]))
      const field = randomNormal([samples, height, width, CHANNELS], random.fork('field'))
      return { ...batch, strength, field }
    })
  return configured(noise, { type: 'aside', keep, tau, clean })
}

/**
 * `√(1 − s²) v + s r ε` with the strength and the field that were laid aside, brought to the size of `values`;
 * `r` is the root mean square of `values`.
 *
 * @param {tf.Tensor4D} values `[batch, height / f, width / f, channels]`
 * @param {BatchAside} batch
 * @returns {tf.Tensor4D}
 */
export function perturbed(values, { strength, field }) {
  const [, height, , channels] = values.shape
  const factor = Math.round(strength.shape[1] / height)
  const pooled = (/** @type {tf.Tensor4D} */ x) =>
    factor > 1 ? tf.avgPool(x, factor, factor, 'valid') : x
  // the mean of f² normal numbers has a deviation of 1 / f
  const noise = tf.mul(pooled(field), factor)
  const wide = tf.tile(noise, [1, 1, 1, Math.ceil(channels / CHANNELS)])
  const same = tf.slice(wide, [0, 0, 0, 0], [-1, -1, -1, channels])
  const s = pooled(strength)
  const size = tf.sqrt(tf.mean(tf.square(values)))
  return tf.add(tf.mul(tf.sqrt(tf.sub(1, tf.square(s))), values), tf.mul(tf.mul(s, size), same))
}

export const noises = {
  aside: (/** @type {any} */ { type: _, ...options }) => aside(options),
}
