// @ts-check
import { gradientsOf, randomNormal } from '@spad/core'
import { unet } from '@spad/models'
import * as tf from '@tensorflow/tfjs-core'

/** @typedef {import('@spad/core').Features} Features */
/** @typedef {import('@spad/core').Denoiser & { coarse(features: Features): tf.Tensor4D[] }} DeepUnet */

/**
 * A U-Net whose encoder has to know the answer at every coarser level (Lee et al. 2015, "Deeply-Supervised
 * Nets"): a 1 × 1 convolution each makes logits of what it found there. Answers are the plain network's.
 *
 * @param {any} config that of `unet`
 * @param {import('@spad/core').Random} random
 * @returns {DeepUnet}
 */
function deepUnet({ type: _, ...options }, random) {
  const inner = unet(options, random)
  const { classes } = options
  const widths = /** @type {number[]} */ (inner.config.widths).slice(1)
  const heads = widths.map((width, i) =>
    tf.tidy(() => ({
      filter: tf.variable(
        tf.mul(
          randomNormal([1, 1, width, classes], random.fork(`head ${i}`)),
          Math.sqrt(1 / width),
        ),
      ),
      bias: tf.variable(tf.zeros([classes])),
    })),
  )
  const own = heads.flatMap(({ filter, bias }, i) => [
    [`coarse/${i}/filter`, filter],
    [`coarse/${i}/bias`, bias],
  ])
  return {
    ...inner,
    config: { ...inner.config, type: 'deepUnet' },
    variables: { ...inner.variables, ...Object.fromEntries(own) },
    coarse: (features) =>
      heads.map(({ filter, bias }, i) =>
        tf.add(
          tf.conv2d(
            /** @type {tf.Tensor4D} */ (features[i + 1]),
            /** @type {tf.Tensor4D} */ (/** @type {tf.Tensor} */ (filter)),
            1,
            'same',
          ),
          bias,
        ),
      ),
    dispose: () => {
      inner.dispose()
      tf.dispose(heads)
    },
  }
}

/** The mean over blocks of `factor` × `factor`. @param {tf.Tensor4D} x @param {number} factor */
function pooled(x, factor) {
  return tf.avgPool(x, factor, factor, 'valid')
}

export const denoisers = { deepUnet }
export const gradients = {
  /** The loss, and that of each coarser level with half of the weight of the level before. Needs `deepUnet`. */
  deeplySupervised: () =>
    gradientsOf(({ image, target, weight }, { denoiser, loss }) => {
      const { coarse, denoise, encode } = /** @type {DeepUnet} */ (denoiser)
      const features = encode(image)
      const levels = coarse(features).map((logits, i) => {
        const factor = 2 ** (i + 1)
        return tf.div(loss(logits, pooled(target, factor), pooled(weight, factor)), factor)
      })
      return /** @type {tf.Scalar} */ (
        tf.addN([loss(denoise(features), target, weight), ...levels])
      )
    }),
}
