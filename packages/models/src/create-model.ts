import { createRandom, fail, type Model } from '@spad/core'
import type { ModelConfig } from './model-config.js'
import { unet } from './unet.js'

export interface CreateModelOptions {
  /** Decides the initial weights. @default 0 */
  seed?: number
}

/** Builds a model with fresh weights from its config. */
export function createModel(config: ModelConfig, { seed = 0 }: CreateModelOptions = {}): Model {
  if (config.denoiser.type !== 'unet') fail('models', 'unknown denoiser')
  const { denoiser, preprocessing, classes } = config
  return {
    denoiser: unet(
      { ...denoiser, channels: preprocessing.channels, classes: classes.length },
      createRandom(seed).fork('weights'),
    ),
    preprocessing,
    classes,
  }
}
