// @ts-check
// The reference network as a part, for the workers that share its step.
import * as tf from '@tensorflow/tfjs'
import { buildNetwork, shape } from './reference.mjs'

export const denoisers = {
  /**
   * @param {import('@spad/core').DenoiserConfig} config
   * @returns {import('@spad/core').Denoiser}
   */
  reference(config) {
    const { variables, network } = buildNetwork(tf)
    return {
      ...{ config, variables, channels: shape.channels, classes: shape.classes },
      ...{ stride: 4, usesState: false },
      encode: (image) => [image],
      denoise: ([image]) => network(/** @type {tf.Tensor4D} */ (image)),
      dispose: () => tf.dispose(variables),
    }
  },
}
