// @ts-check
import { unet } from '@spad/models'
import * as tf from '@tensorflow/tfjs-core'

/**
 * The mean of what several U-Nets of the same shape answer (Lakshminarayanan et al. 2017, "Deep Ensembles").
 *
 * @param {any} config that of `unet`, and `members`, how many there are
 * @param {import('@spad/core').Random} [random]
 * @returns {import('@spad/core').Denoiser}
 */
export function ensemble({ type: _, members, ...options }, random) {
  const each = Array.from({ length: members }, (_, i) => unet(options, random?.fork(i)))
  const [first] = /** @type {[import('@spad/core').Denoiser]} */ (each)
  const levels = /** @type {number[]} */ (first.config.widths).length
  return {
    ...first,
    config: { ...first.config, type: 'ensemble', members },
    variables: Object.fromEntries(
      each.flatMap(({ variables }, i) =>
        Object.entries(variables).map(([name, variable]) => [`${i}/${name}`, variable]),
      ),
    ),
    encode: (image) => each.flatMap(({ encode }) => [...encode(image)]),
    denoise: (features) =>
      tf.tidy(() => {
        const answers = each.map(({ denoise }, i) =>
          tf.softmax(denoise(features.slice(i * levels, (i + 1) * levels))),
        )
        return /** @type {tf.Tensor4D} */ (tf.log(tf.maximum(tf.mean(tf.stack(answers), 0), 1e-9)))
      }),
    dispose: () => {
      for (const { dispose } of each) dispose()
    },
  }
}

export const denoisers = { ensemble }
