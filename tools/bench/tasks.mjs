// What a worker can be asked to do; each task is made at its first call.
import tf from '@tensorflow/tfjs'
import { defaultAugment, segment, train } from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { createModel, plainPresets, recipe } from '@spad/models'
import { build } from './reference.mjs'

const data = phantomDataset({ kind: 'oct', count: 16 })
const sized = (height, width) => ({
  height,
  width,
  channels: data.channels,
  classes: data.classes,
  preset: 'small',
})

/** By task: makes a function of no argument that gives a number, or numbers to be added up. */
export const makers = {
  step: () => build(tf).step,
  forward: () => build(tf).forward,
  /** The whole recipe with augmentation, early in the training, when every noise acts. */
  'spad-step': () => {
    const { config, noise, schedule, training } = recipe('spad', sized(128, 192))
    const { balance, batchSize, ema, optimizer } = training
    const steps = train(createModel(config, { seed: 1 }), data, {
      ...{ noise, schedule, balance, batchSize, ema, optimizer },
      augment: defaultAugment(),
      steps: 10_000,
    })
    return async () => (await steps.next()).value.loss
  },
  segmentation: () => segmenter(recipe('mask', sized(256, 256)).config, 5),
  'plain-unet': () => {
    const { config } = recipe('unet', sized(256, 256))
    return segmenter({ ...config, denoiser: { type: 'plainUnet', ...plainPresets.small } }, 1)
  },
}

async function segmenter(config, steps) {
  const model = createModel(config, { seed: 1 })
  const { image } = await data.read(0)
  const sized = { ...image, data: new Float32Array(256 * 256), height: 256, width: 256 }
  sized.data.forEach((_, i) => (sized.data[i] = image.data[i % image.data.length]))
  return async () => (await segment(model, sized, { steps })).probabilities.data[0]
}
