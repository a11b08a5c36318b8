import {
  assignVariables,
  decodeModel,
  encodeModel,
  fail,
  type JsonObject,
  type Model,
  type PartConfig,
  type ReadFile,
  readVariables,
  type SavedFile,
  type StoredType,
} from '@spad/core'
import { createModel } from './create-model.js'
import { configOfModel, type ModelConfig } from './model-config.js'
import type { ModelParts } from './model-parts.js'

/** What is known of a model besides how to build it; all of it JSON, all of it optional. */
export interface ModelMetadata {
  /** The noise that it was trained with. */
  readonly noise?: PartConfig
  /** The progress schedule that it was trained with. */
  readonly schedule?: PartConfig
  /** The seed of its training. */
  readonly seed?: number
  /** Steps, batch size, best Dice and whatever else sums up its training. */
  readonly training?: JsonObject
  /** The data that it was trained on. */
  readonly data?: {
    readonly name?: string
    readonly licence?: string
    readonly attribution?: string
    readonly [more: string]: unknown
  }
  readonly [more: string]: unknown
}

/** Options of {@link saveModel}. */
export interface SaveModelOptions {
  /** How weights are stored; float16 halves the files. @default 'float32' */
  readonly dtype?: StoredType
}

/** Options of {@link loadModel}. */
export interface LoadModelOptions {
  /** The parts that the model's config may name. @default `modelParts`, those of this project */
  readonly parts?: ModelParts
}

/**
 * A model as files in memory: `model.json`, which tfjs's tools read too, and weight shards.
 *
 * @throws SpadError if a weight does not fit into float16.
 */
export async function saveModel(
  model: Model,
  metadata: ModelMetadata = {},
  { dtype = 'float32' }: SaveModelOptions = {},
): Promise<SavedFile[]> {
  const weights = await readVariables(model.denoiser.variables)
  return encodeModel({ weights, metadata: { config: configOfModel(model), ...metadata } }, dtype)
}

/**
 * Reads what {@link saveModel} made, from a folder, a server or anything else.
 *
 * @param read Gets a file by its plain name.
 * @throws SpadError if a file is missing, cut, damaged, not ours or of a newer format, or if the weights
 * are those of another architecture.
 */
export async function loadModel(
  read: ReadFile,
  options: LoadModelOptions = {},
): Promise<{ model: Model; metadata: ModelMetadata }> {
  const { weights, metadata } = await decodeModel(read)
  const { config, ...rest } = metadata
  if (!isModelConfig(config))
    return fail('models', '`model.json` does not say how to build the model: it is damaged.')
  const model = createModel(config, options)
  try {
    assignVariables(model.denoiser.variables, weights)
  } catch (error) {
    model.denoiser.dispose()
    throw error
  }
  return { model, metadata: rest }
}

function isModelConfig(config: unknown): config is ModelConfig {
  const { denoiser, preprocessing, classes } = (config ?? {}) as Partial<ModelConfig>
  return (
    typeof denoiser?.type === 'string' &&
    typeof preprocessing === 'object' &&
    Array.isArray(classes)
  )
}
