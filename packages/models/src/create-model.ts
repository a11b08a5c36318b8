import { createRandom, fail, type Model } from '@spad/core'
import type { ModelConfig } from './model-config.js'
import { unet } from './unet.js'

export interface CreateModelOptions {
  /** Decides the initial weights. @default 0 */
  seed?: number
}

/** Builds a model with fresh weights from its config. */
export function createModel(config: ModelConfig, { seed = 0 }: CreateModelOptions = {}): Model {
  const { type, ...options } = config.denoiser
  if (type !== 'unet') fail('models', 'unknown denoiser')
  const { preprocessing, classes } = config
  return {
    denoiser: unet(
      { ...options, channels: preprocessing.channels, classes: classes.length },
      createRandom(seed).fork('weights'),
    ),
    preprocessing,
    classes,
  }
}
