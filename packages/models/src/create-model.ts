import type { Model } from '@spad/core'
import { buildModel } from './build-model.js'
import type { ModelConfig } from './model-config.js'
import type { ModelParts } from './model-part-builder.js'
import { modelParts } from './model-parts.js'

/** Options of {@link createModel}. */
export interface CreateModelOptions {
  /** Decides the initial weights. @default 0 */
  readonly seed?: number
  /** The parts that the config may name. @default `modelParts`, those of this project */
  readonly parts?: ModelParts
}

/**
 * Builds a model with fresh weights from its config. Whoever calls it disposes `model.denoiser`.
 *
 * @throws SpadError if a part is unknown, the denoiser does not fit the image or the classes, or height
 * or width is no multiple of its stride, or `minArea` has another number of classes.
 */
export function createModel(config: ModelConfig, options: CreateModelOptions = {}): Model {
  return buildModel(config, options.parts ?? modelParts, options.seed)
}
