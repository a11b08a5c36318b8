// @ts-check
// What a worker can be asked to do; each task is made at its first call.
import { fileURLToPath } from 'node:url'
import tf from '@tensorflow/tfjs'
import { createRandom, defaultAugment, diceCrossEntropy, segment, train } from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { createModel, plainPresets, recipe } from '@spad/models'
import { startGradientWorkers } from '@spad/node'
import { inferenceMakers } from './inference-tasks.mjs'
import { adam, batchOf, build, crossEntropy, shape } from './reference.mjs'
import { denoisers } from './reference-parts.mjs'

/** @typedef {import('./reference.mjs').Tensor4D} Tensor4D */
/**
 * Gives a number, numbers to be added up, or what makes a number of them when the time is taken.
 *
 * @typedef {() => number | Promise<number | Float32Array | (() => number)>} Task
 */

const data = phantomDataset({ kind: 'oct', count: 16 })
/** @param {number} height @param {number} width */
const sized = (height, width) => ({
  height,
  width,
  channels: data.channels,
  classes: data.classes,
  preset: /** @type {const} */ ('small'),
})

/** By task: makes a function of no argument that gives a number, or numbers to be added up. */
export const makers = {
  ...inferenceMakers,
  step: () => build(tf).step,
  forward: () => build(tf).forward,
  /** The reference step by workers, as many as there are threads. */
  'shared-step': () => sharedStep(Number(process.env.SPAD_BENCH_THREADS)),
  /** The whole recipe with augmentation, early in the training, when every noise acts. */
  'spad-step': () => {
    const { config, noise, schedule, training } = recipe('spad', sized(128, 192))
    const { balance, batchSize, ema, loss, optimizer } = training
    const steps = train(createModel(config, { seed: 1 }), data, {
      ...{ noise, schedule, balance, batchSize, ema, optimizer },
      loss: diceCrossEntropy(loss),
      augment: defaultAugment(),
      steps: 10_000,
    })
    return async () => {
      const { value } = await steps.next()
      if (!value) throw new Error('its training is at the end')
      return value.loss
    }
  },
  loss: () => lossOf({}),
  'even-loss': () => lossOf({ boundary: 0 }),
  segmentation: () => segmenter(recipe('mask', sized(256, 256)).config, 5),
  'plain-unet': () => {
    const { config } = recipe('unet', sized(256, 256))
    return segmenter({ ...config, denoiser: { type: 'plainUnet', ...plainPresets.small } }, 1)
  },
}

/** @param {number} workers @returns {Promise<Task>} */
async function sharedStep(workers) {
  const { batch: batchSize, side: height, side: width } = shape
  const denoiser = denoisers.reference({ type: 'reference' })
  const parts = fileURLToPath(new URL('reference-parts.mjs', import.meta.url))
  // what the workers need of a model
  const model = /** @type {import('@spad/core').Model} */ ({
    denoiser,
    preprocessing: { height, width, channels: shape.channels },
  })
  const backend = process.env.SPAD_BENCH_BACKEND === 'wasm-relaxed' ? 'wasm-relaxed' : 'wasm'
  const { gradients: compute } = await startGradientWorkers(model, {
    workers,
    batchSize,
    backend,
    parts,
  })
  // the loss asks for no weight
  const batch = /** @type {import('@spad/core').Batch} */ (batchOf(tf))
  /** @type {import('@spad/core').Loss} */
  const loss = (logits, target) => crossEntropy(tf, logits, target)
  const optimizer = adam(tf, Object.values(denoiser.variables))
  return async () => {
    const step = await compute(batch, { denoiser, loss })
    optimizer(step.gradients)
    tf.dispose(step.gradients)
    return step.loss
  }
}

/**
 * The recipe's loss and the gradient of the logits.
 *
 * @param {import('@spad/core').DiceCrossEntropyOptions} options @returns {Task}
 */
function lossOf(options) {
  const loss = diceCrossEntropy({ ...recipe('spad', sized(96, 192)).training.loss, ...options })
  const [batch, height, width, classes] = [8, 96, 192, 6]
  /** @type {[number, number, number, number]} */
  const shape = [batch, height, width, classes]
  const values = new Float32Array(tf.util.sizeFromShape(shape))
  createRandom(1).fillNormal(values)
  const logits = tf.tensor4d(values, shape)
  // a lattice of objects of every class
  const labels = Int32Array.from({ length: batch * height * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width) % height, i % width]
    return row % 24 < 12 && column % 32 < 16 ? 1 + (Math.floor(column / 32) % (classes - 1)) : 0
  })
  const target = tf.tidy(
    () =>
      /** @type {Tensor4D} */ (tf.oneHot(tf.tensor(labels, shape.slice(0, 3)), classes).toFloat()),
  )
  const weight = /** @type {Tensor4D} */ (tf.ones([batch, height, width, 1]))
  const slope = tf.grad((logits) => loss(/** @type {Tensor4D} */ (logits), target, weight))
  return async () => {
    const gradient = tf.tidy(() => tf.slice(slope(logits), 0, [1, 1, 1, 1]))
    const [value = NaN] = await gradient.data()
    gradient.dispose()
    return value
  }
}

/**
 * @param {import('@spad/models').ModelConfig} config @param {number} steps
 * @returns {Promise<Task>}
 */
async function segmenter(config, steps) {
  const model = createModel(config, { seed: 1 })
  const { image } = await data.read(0)
  const sized = { ...image, data: new Float32Array(256 * 256), height: 256, width: 256 }
  sized.data.forEach((_, i) => (sized.data[i] = image.data[i % image.data.length] ?? NaN))
  return async () => (await segment(model, sized, { steps })).probabilities.data[0] ?? NaN
}
