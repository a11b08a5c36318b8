// @ts-check
import { gradientsOf } from '@spad/core'
import { maskUnet } from '@spad/models'
import * as tf from '@tensorflow/tfjs-core'
import { perturbed } from './aside.mjs'

export { noises } from './aside.mjs'

/** @typedef {import('./aside.mjs').BatchAside} BatchAside */
/** @typedef {import('@spad/core').Denoiser & { first(features: import('@spad/core').Features): tf.Tensor4D, second(features: import('@spad/core').Features, state: tf.Tensor4D): tf.Tensor4D }} TwiceUnet */

/**
 * Answers twice: first without a mask, then with its own first answer before it (Chen et al. 2023, "Analog
 * Bits", there as an option of diffusion). The encoder runs once.
 *
 * @param {any} config that of `maskUnet`
 * @param {import('@spad/core').Random} random
 * @returns {TwiceUnet}
 */
function twiceUnet({ type: _, ...options }, random) {
  const inner = maskUnet(options, random)
  const second = (
    /** @type {import('@spad/core').Features} */ features,
    /** @type {tf.Tensor4D} */ state,
  ) => inner.denoise(features, state, tf.zeros([state.shape[0]]))
  const first = (/** @type {import('@spad/core').Features} */ features) => {
    // the first features are at full resolution
    const [samples = 0, height = 0, width = 0] = features[0]?.shape ?? []
    const nothing = /** @type {tf.Tensor4D} */ (tf.zeros([samples, height, width, options.classes]))
    return inner.denoise(features, nothing, tf.ones([samples]))
  }
  return {
    ...inner,
    config: { type: 'twiceUnet', ...options },
    usesState: false,
    first,
    second,
    denoise: (features) => tf.tidy(() => second(features, stateOf(first(features)))),
  }
}

/** A mask state of about unit variance. @param {tf.Tensor4D} logits @returns {tf.Tensor4D} */
function stateOf(logits) {
  return tf.sub(tf.mul(tf.softmax(logits), 2), 1)
}

export const denoisers = { twiceUnet }
export const gradients = {
  /** The second answer sees the first one perturbed by ScD and BcD; both are corrected. Needs `aside`, `twiceUnet`. */
  selfConditioned: () =>
    gradientsOf((batch, { denoiser, loss }) => {
      const { encode, first, second } = /** @type {TwiceUnet} */ (denoiser)
      const features = encode(batch.image)
      const before = first(features)
      const after = second(features, perturbed(stateOf(before), /** @type {BatchAside} */ (batch)))
      const [one, two] = [before, after].map((logits) => loss(logits, batch.target, batch.weight))
      return tf.mul(tf.add(/** @type {tf.Scalar} */ (one), /** @type {tf.Scalar} */ (two)), 0.5)
    }),
}
