import {
  affine,
  assignVariables,
  brightness,
  type Build,
  buildPart,
  composeAugment,
  contrast,
  type Dataset,
  fail,
  flip,
  type Model,
  type Noise,
  oneCycle,
  type PartConfig,
  type ProgressSchedule,
  readVariables,
  type Sample,
  train,
  type TrainOptions,
} from '@spad/core'
import type { ModelMetadata } from '@spad/models'
import { imageNoiseParts } from '@spad/noise'
import { pasParts } from '@spad/scheduler'
import { getBackend } from '@tensorflow/tfjs-core'
import type { FineTuneOptions } from '../fine-tune-options.js'
import { rasterFromImageData } from '../../sources/image-data.js'
import { readSource } from '../../sources/read-source.js'
import type { LabelledSource } from '../segmenter.js'
import { completeBackend } from '../../backends/use-backend.js'

/** Trains a model on where it is; an error or an abort leaves it as it was. */
export async function fineTune(
  model: Model,
  metadata: ModelMetadata,
  samples: readonly LabelledSource[],
  options: FineTuneOptions = {},
): Promise<void> {
  const { steps = 30, seed = 0, augment = true, learningRate = 0.0005, signal, onStep } = options
  const { batchSize = Math.min(4, Math.max(1, samples.length)) } = options
  const data = await datasetOf(model, samples, options)
  await completeBackend(getBackend())
  // tfjs-core alone knows no gradient
  await import('@tensorflow/tfjs-core/dist/register_all_gradients.js')
  const before = await readVariables(model.denoiser.variables)
  try {
    const events = train(model, data, {
      ...(await noiseOf(model, metadata, options.progress ?? 1)),
      steps,
      batchSize,
      seed,
      learningRate: oneCycle({ peak: learningRate }),
      ...(augment ? { augment: composeAugment(flip(), affine(), brightness(), contrast()) } : {}),
      ...(signal ? { signal } : {}),
    })
    for await (const { step, loss } of events) onStep?.({ step, steps, loss })
  } catch (error) {
    assignVariables(model.denoiser.variables, before)
    throw error
  }
}

/** The noise that the model was trained with, at the intensities of its schedule's last stretch. */
async function noiseOf(
  model: Model,
  { noise, schedule }: ModelMetadata,
  from: number,
): Promise<Pick<TrainOptions, 'noise' | 'schedule'>> {
  if (!noise) {
    if (model.denoiser.usesState)
      fail('web', 'the model does not name its noise: it cannot be trained on.')
    return {}
  }
  // not `partBuilder`, which brings every network and sampler along
  const pas = schedule && (await scheduleOf(schedule))
  return {
    noise: model.denoiser.usesState
      ? await noiseOfStates(noise)
      : buildPart('web', 'noise', imageNoiseParts, noise),
    ...(pas ? { schedule: (progress, seen) => pas(from + (1 - from) * progress, seen) } : {}),
  }
}

async function scheduleOf(schedule: PartConfig): Promise<ProgressSchedule> {
  const parts = Object.hasOwn(pasParts, schedule.type)
    ? pasParts
    : (await import('./all-schedules.js')).progressScheduleParts
  return buildPart('web', 'progress schedule', parts, schedule)
}

async function noiseOfStates(noise: PartConfig): Promise<Noise> {
  const { noiseParts, noiseScheduleParts } = await import('./state-noises.js')
  const build: Build = {
    noiseSchedule: (config) => buildPart('web', 'noise schedule', noiseScheduleParts, config),
  }
  return buildPart('web', 'noise', noiseParts, noise, build)
}

async function datasetOf(
  { classes, preprocessing: { channels } }: Model,
  sources: readonly LabelledSource[],
  options: FineTuneOptions,
): Promise<Dataset> {
  const samples: Sample[] = []
  for (const [index, { image, labels }] of sources.entries()) {
    const name = `sample ${index}`
    samples.push({
      name,
      image: rasterFromImageData(await readSource(image), channels, options),
      labels,
    })
  }
  return {
    classes,
    channels,
    names: samples.map(({ name }) => name),
    read: (index) => Promise.resolve(samples[index] ?? fail('web', 'no such sample.')),
  }
}
