// @ts-check
// Networks of others that draw masks, to compare samples with: dropout, and a probabilistic U-Net. A sample is one
// pass of theirs; what they draw is made of the mask state that they are given, which is Gaussian noise.
import { configured, gradientsOf, randomNormal } from '@spad/core'
import { unet } from '@spad/models'
import * as tf from '@tensorflow/tfjs-core'

/** @typedef {import('@spad/core').Batch} Batch */
/** @typedef {import('@spad/core').Denoiser} Denoiser */
/** @typedef {import('@spad/core').Features} Features */
/** @typedef {import('@spad/core').Random} Random */
/** @typedef {{ mean: tf.Tensor, logSigma: tf.Tensor }} Gaussian `[batch, 1, 1, latent]` each */
/** @typedef {Denoiser & { answer(features: Features, latent: tf.Tensor): tf.Tensor4D, prior(features: Features): Gaussian, posterior(batch: Batch): Gaussian }} ProbabilisticUnet */

/** Gaussian noise as the state, at the time at which samplers start: what one pass draws from. */
export function gaussianState() {
  /** @type {import('@spad/core').Noise} */
  const noise = (batch, { random }) => ({
    ...batch,
    state: randomNormal(batch.target.shape, random.fork('gaussianState')),
    timestep: tf.ones([batch.target.shape[0]]),
  })
  return configured(noise, { type: 'gaussianState' })
}

/**
 * Independent standard normal numbers, the same for the same state: sums over as many of its pixels each.
 *
 * @param {tf.Tensor4D | undefined} state
 * @param {number} count
 * @returns {tf.Tensor4D} `[batch, 1, 1, count]`
 */
function normalsOf(state, count) {
  if (!state) throw new TypeError('`state` is missing: this network draws from it')
  const [samples, ...sides] = state.shape
  const all = sides.reduce((product, side) => product * side, 1)
  const each = Math.floor(all / count)
  const used = tf.slice(tf.reshape(state, [samples, all]), [0, 0], [-1, each * count])
  const sums = tf.sum(tf.reshape(used, [samples, count, each]), 2)
  return tf.reshape(tf.div(sums, Math.sqrt(each)), [samples, 1, 1, count])
}

/**
 * A U-Net of which half of the channels of the two coarsest levels are dropped, in training and when it answers.
 *
 * Sources: Gal and Ghahramani 2016, "Dropout as a Bayesian approximation"; Kendall et al. 2017, "Bayesian SegNet",
 * for the deep levels alone; Tompson et al. 2015 for whole channels.
 *
 * @param {any} config that of `unet`
 * @param {Random} [random]
 * @returns {Denoiser}
 */
export function dropoutUnet({ type: _, ...options }, random) {
  const inner = unet(options, random)
  const widths = /** @type {number[]} */ (inner.config.widths)
  const firstDropped = Math.max(0, widths.length - 2)
  const dropped = widths.slice(firstDropped)
  return {
    ...inner,
    config: { ...inner.config, type: 'dropoutUnet' },
    usesState: true,
    denoise: (features, state) =>
      tf.tidy(() => {
        const total = dropped.reduce((sum, width) => sum + width, 0)
        const kept = tf.mul(tf.cast(tf.greater(normalsOf(state, total), 0), 'float32'), 2)
        const masks = tf.split(kept, dropped, 3)
        return inner.denoise(
          features.map((one, level) => {
            const mask = masks[level - firstDropped]
            return mask ? tf.mul(one, mask) : one
          }),
        )
      }),
  }
}

/**
 * A U-Net whose last features are joined by a drawn latent vector: of a Gaussian that one encoder sees in the image
 * (the prior), in training of one that another sees in the image and a reader's mask (the posterior). Both encoders
 * are the U-Net's own way down; three 1 × 1 convolutions follow the vector.
 *
 * Source: Kohl et al. 2018, "A Probabilistic U-Net for Segmentation of Ambiguous Images", eqs. 1 to 4; the latent
 * vector of 6 is theirs for LIDC-IDRI.
 *
 * @param {any} config that of `unet`, and `latent`, the numbers of the vector
 * @param {Random} random
 * @returns {ProbabilisticUnet}
 */
export function probabilisticUnet({ type: _, latent = 6, ...options }, random) {
  const { channels, classes } = options
  const body = unet({ ...options, classes: options.widths[0] }, random.fork('body'))
  const prior = gaussianOf({ ...options, latent }, random.fork('prior'))
  const posterior = gaussianOf(
    { ...options, channels: channels + classes, latent },
    random.fork('posterior'),
  )
  const width = options.widths[0]
  const joined = [width + latent, width, width, classes].map((to, i, all) =>
    i === 0 ? [] : [dense(all[i - 1] ?? 0, to, random.fork(`join ${i}`))],
  )
  const join = joined.flat()
  const bodyFeatures = (/** @type {Features} */ features) => features.slice(0, -2)
  /** @type {ProbabilisticUnet['prior']} */
  const priorOf = (features) => {
    const [mean, logSigma] = features.slice(-2)
    return { mean: /** @type {tf.Tensor} */ (mean), logSigma: /** @type {tf.Tensor} */ (logSigma) }
  }
  /** @type {ProbabilisticUnet['answer']} */
  const answer = (features, vector) => {
    const [last] = /** @type {[tf.Tensor4D]} */ (bodyFeatures(features))
    const [samples, height, width] = last.shape
    const everywhere = tf.tile(/** @type {tf.Tensor4D} */ (vector), [1, height, width, 1])
    if (vector.shape[0] !== samples) throw new RangeError('a latent vector for each sample')
    return join.reduce(
      (x, layer, i) => (i === join.length - 1 ? layer.apply(x) : tf.relu(layer.apply(x))),
      /** @type {tf.Tensor4D} */ (tf.concat([last, everywhere], 3)),
    )
  }
  return {
    ...body,
    config: { ...body.config, type: 'probabilisticUnet', classes, latent },
    classes,
    usesState: true,
    variables: named({
      body: body.variables,
      prior: prior.variables,
      posterior: posterior.variables,
      ...Object.fromEntries(join.map(({ variables }, i) => [`join${i}`, variables])),
    }),
    // the body does not look at the vector: all but the join is the same for every sample
    encode: (image) =>
      tf.tidy(() => {
        const { mean, logSigma } = prior.of(image)
        return [body.denoise(body.encode(image)), mean, logSigma]
      }),
    denoise: (features, state) => tf.tidy(() => answer(features, drawn(priorOf(features), state))),
    answer,
    prior: priorOf,
    posterior: ({ image, target }) =>
      posterior.of(/** @type {tf.Tensor4D} */ (tf.concat([image, target], 3))),
    dispose: () => {
      for (const { dispose } of [body, prior, posterior, ...join]) dispose()
    },
  }
}

/** @param {Gaussian} gaussian @param {tf.Tensor4D | undefined} state */
function drawn({ mean, logSigma }, state) {
  return tf.add(mean, tf.mul(tf.exp(logSigma), normalsOf(state, mean.shape[3] ?? 0)))
}

/** A U-Net's way down, its coarsest features' mean, and a Gaussian from it. @param {any} config @param {Random} random */
function gaussianOf({ latent, ...options }, random) {
  const whole = unet(options, random)
  const deepest = options.widths.at(-1)
  const head = dense(deepest, 2 * latent, random.fork('head'))
  const way = Object.entries(whole.variables).filter(([name]) => name.startsWith('encoder/'))
  return {
    variables: named({ way: Object.fromEntries(way), head: head.variables }),
    of: (/** @type {tf.Tensor4D} */ image) => {
      const coarsest = /** @type {tf.Tensor4D} */ (whole.encode(image).at(-1))
      const [mean, logSigma] = tf.split(head.apply(tf.mean(coarsest, [1, 2], true)), 2, 3)
      return {
        mean: /** @type {tf.Tensor} */ (mean),
        logSigma: /** @type {tf.Tensor} */ (logSigma),
      }
    },
    dispose: () => {
      whole.dispose()
      head.dispose()
    },
  }
}

/** A 1 × 1 convolution. @param {number} from @param {number} to @param {Random} random */
function dense(from, to, random) {
  const variables = tf.tidy(() => ({
    filter: tf.variable(tf.mul(randomNormal([1, 1, from, to], random), Math.sqrt(2 / from))),
    bias: tf.variable(tf.zeros([to])),
  }))
  return {
    variables,
    apply: (/** @type {tf.Tensor} */ x) =>
      /** @type {tf.Tensor4D} */ (
        tf.add(
          tf.conv2d(/** @type {any} */ (x), /** @type {any} */ (variables.filter), 1, 'same'),
          variables.bias,
        )
      ),
    dispose: () => tf.dispose(variables),
  }
}

/** @param {Record<string, Record<string, tf.Variable>>} groups @returns {Record<string, tf.Variable>} */
function named(groups) {
  return Object.fromEntries(
    Object.entries(groups).flatMap(([group, variables]) =>
      Object.entries(variables).map(([name, variable]) => [`${group}/${name}`, variable]),
    ),
  )
}

/** `KL(q ‖ p)`, summed over the vector, mean over the batch. @param {Gaussian} q @param {Gaussian} p @returns {tf.Scalar} */
export function divergence(q, p) {
  const ratio = tf.exp(tf.mul(tf.sub(q.logSigma, p.logSigma), 2))
  const apart = tf.square(tf.div(tf.sub(q.mean, p.mean), tf.exp(p.logSigma)))
  const each = tf.sub(tf.add(ratio, apart), tf.add(1, tf.log(ratio)))
  return tf.mean(tf.mul(tf.sum(each, 3), 0.5))
}

export const noises = { gaussianState }
export const denoisers = { dropoutUnet, probabilisticUnet }
export const gradients = {
  /**
   * The evidence lower bound of `probabilisticUnet`: the loss of a mask that is answered with a vector of the
   * posterior, and `beta` times how far that is from the prior. Beside a cross-entropy that is summed over pixels
   * the source weighs it by 10 for LIDC-IDRI; ours is a mean, so it is divided by the pixels.
   *
   * @param {{ beta?: number }} config
   */
  elbo: ({ beta = 10 }) =>
    gradientsOf((batch, { denoiser, loss }) => {
      const { answer, encode, posterior, prior } = /** @type {ProbabilisticUnet} */ (denoiser)
      const features = encode(batch.image)
      const seen = posterior(batch)
      const told = loss(answer(features, drawn(seen, batch.state)), batch.target, batch.weight)
      const [, height, width] = batch.image.shape
      const cost = tf.mul(divergence(seen, prior(features)), beta / (height * width))
      return /** @type {tf.Scalar} */ (tf.add(told, cost))
    }),
}
