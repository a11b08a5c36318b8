// @ts-check
import { join } from 'node:path'
import process from 'node:process'
import {
  configOf,
  configured,
  createRandom,
  fail,
  gradientsOf,
  prepareImage,
  randomNormal,
} from '@spad/core'
import { unet } from '@spad/models'
import { openDataset } from '@spad/node'
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
/** @param {number} weight */
function restoringLoss(weight) {
  /** @param {import('@spad/core').Batch} batch @param {import('@spad/core').GradientsContext} context @returns {tf.Scalar} */
  return (batch, { denoiser, loss }) => {
    const { both, encode } = /** @type {RestoringUnet} */ (denoiser)
    const [logits, image] = both(encode(batch.image))
    const error = meanSquare(image, /** @type {BatchWithClean} */ (batch).clean)
    return tf.add(loss(logits, batch.target, batch.weight), tf.mul(error, weight))
  }
}

/** @param {tf.Tensor} a @param {tf.Tensor} b */
function meanSquare(a, b) {
  return tf.mean(tf.squaredDifference(a, b))
}

export const gradients = {
  /** The loss of the logits and `weight` times the mean squared error of the image. Needs `keepClean`, `restoringUnet`. */
  restoring: (/** @type {{ weight?: number }} */ { weight = 0.5 }) =>
    gradientsOf(restoringLoss(weight)),

  /**
   * The same, and as much for as many images without masks, the training split of the set `images` below
   * `SPAD_STUDY_DATA`: under plain noise, since ScD and BcD have nothing to go by. A run that is resumed starts
   * their order anew.
   */
  restoringMore: (
    /** @type {{ images: string, weight?: number, sigma?: number }} */ {
      images,
      weight = 0.5,
      sigma = 0.25,
    },
  ) => {
    const random = createRandom(1)
    const labelled = restoringLoss(weight)
    /** @type {Promise<Float32Array[]> | undefined} */
    let reading
    return async (
      /** @type {import('@spad/core').Batch} */ batch,
      /** @type {import('@spad/core').GradientsContext} */ context,
    ) => {
      const shape = batch.image.shape
      const [, height, width, channels] = shape
      const normalization = 'per-image'
      const all = await (reading ??= readImages(images, { height, width, channels, normalization }))
      const clean = tf.tidy(() => {
        const drawn = Array.from({ length: shape[0] }, () => all[random.integer(all.length)] ?? [])
        return tf.stack(drawn.map((image) => tf.tensor3d(image, [height, width, channels])))
      })
      const noisy = tf.tidy(() =>
        tf.add(clean, tf.mul(/** @type {tf.Tensor4D} */ (randomNormal(shape, random)), sigma)),
      )
      try {
        return await gradientsOf((batch, context) => {
          const { both, encode } = /** @type {RestoringUnet} */ (context.denoiser)
          const [, image] = both(encode(/** @type {tf.Tensor4D} */ (noisy)))
          return tf.add(labelled(batch, context), tf.mul(meanSquare(image, clean), weight))
        })(batch, context)
      } finally {
        tf.dispose([clean, noisy])
      }
    }
  },
}

/** @param {string} set @param {import('@spad/core').Preprocessing} size */
async function readImages(set, size) {
  const root =
    process.env['SPAD_STUDY_DATA'] ??
    fail('study', '`SPAD_STUDY_DATA` is missing: name the folder of sets.')
  const data = (await openDataset(join(root, set))).subset('train')
  const images = []
  for (let i = 0; i < data.names.length; i++)
    images.push(prepareImage((await data.read(i)).image, size))
  return images
}
