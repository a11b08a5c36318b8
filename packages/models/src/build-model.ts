import {
  createRandom,
  type Denoiser,
  diffusionOf,
  fail,
  type Model,
  picturesSeen,
} from '@spad/core'
import { checkModel } from './check-model.js'
import type { ModelConfig } from './model-config.js'
import { modelPartBuilder, type ModelParts } from './model-part-builder.js'

/** What `createModel` does, with parts that are always given: so a page loads no others. */
export function buildModel(config: ModelConfig, parts: ModelParts, seed = 0): Model {
  const { denoiser: described, diffusion, fit, ...around } = config
  const build = modelPartBuilder(parts)
  checkModel(config)
  const built = diffusion && {
    ...diffusion,
    noiseSchedule: build.noiseSchedule(diffusion.noiseSchedule),
    sampler: build.sampler(diffusion.sampler),
  }
  const seeing = fit && build.fit(fit)
  const channels = around.preprocessing.channels * picturesSeen(seeing)
  const denoiser = build.denoiser(
    { channels, classes: around.classes.length, ...described },
    createRandom(seed).fork('weights'),
  )
  try {
    checkFit(denoiser, config, channels)
  } catch (error) {
    denoiser.dispose()
    throw error
  }
  return {
    ...around,
    denoiser,
    ...(seeing && { fit: seeing }),
    ...(built && { diffusion: built }),
  }
}

function checkFit(denoiser: Denoiser, config: ModelConfig, channels: number): void {
  const { preprocessing, classes } = config
  const { stride, usesState } = denoiser
  for (const side of ['height', 'width'] as const)
    if (preprocessing[side] % stride !== 0) failStride(side, preprocessing[side], stride)
  const wanted = { channels, classes: classes.length }
  for (const name of ['channels', 'classes'] as const)
    if (denoiser[name] !== wanted[name])
      fail(
        'models',
        `the denoiser has ${denoiser[name]} ${name} and the model ${wanted[name]}: they must be equal.`,
      )
  if (usesState) diffusionOf(config)
}

function failStride(side: string, size: number, stride: number): never {
  const below = Math.floor(size / stride) * stride
  const near = [below, below + stride].filter((value) => value > 0).join(' or ')
  return fail(
    'models',
    `\`${side}\` is ${size}: it must be a multiple of the network's stride, ${stride}. Take ${near}.`,
  )
}
