// @ts-check
import { configOf, configured, gradientsOf } from '@spad/core'
import { unet } from '@spad/models'
import * as tf from '@tensorflow/tfjs-core'

/** @typedef {import('@spad/core').Batch & { readonly clean: tf.Tensor4D }} BatchWithClean */
/** @typedef {import('@spad/core').Denoiser & { both(features: import('@spad/core').Features): [tf.Tensor4D, tf.Tensor4D] }} RestoringUnet */

/**
 * Denoising as a second task: beside the logits the network gives back the image, whose clean version it is
 * trained to find. What it segments is the same network's.
 *
 * @param {any} config that of `unet`
 * @param {import('@spad/core').Random} random
 * @returns {RestoringUnet}
 */
function restoringUnet({ type: _, ...options }, random) {
  const { channels, classes } = options
  const inner = unet({ ...options, classes: classes + channels }, random)
  const both = (/** @type {import('@spad/core').Features} */ features) => {
    const [logits, image] = tf.split(inner.denoise(features), [classes, channels], 3)
    return /** @type {[tf.Tensor4D, tf.Tensor4D]} */ ([logits, image])
  }
  return {
    ...inner,
    config: { type: 'restoringUnet', ...options },
    classes,
    both,
    denoise: (features) => tf.tidy(() => both(features)[0]),
  }
}

/** The noise inside of it, and the image as it was before as `clean`. @param {any} config @param {any} build */
function keepClean({ noise }, build) {
  const inner = build.noise(noise)
  /** @type {import('@spad/core').Noise} */
  const run = (batch, context) =>
    /** @type {BatchWithClean} */ ({ ...inner(batch, context), clean: batch.image })
  return configured(run, { type: 'keepClean', noise: configOf(inner) })
}

export const denoisers = { restoringUnet }
export const noises = { keepClean }
export const gradients = {
  /** The loss of the logits and `weight` times the mean squared error of the image. Needs `keepClean`, `restoringUnet`. */
  restoring: (/** @type {{ weight?: number }} */ { weight = 0.5 }) =>
    gradientsOf((batch, { denoiser, loss }) => {
      const { both, encode } = /** @type {RestoringUnet} */ (denoiser)
      const [logits, image] = both(encode(batch.image))
      const error = tf.mean(
        tf.squaredDifference(image, /** @type {BatchWithClean} */ (batch).clean),
      )
      return tf.add(loss(logits, batch.target, batch.weight), tf.mul(error, weight))
    }),
}
