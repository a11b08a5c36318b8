import { encodeModel, type Model, readVariables, type SavedFile, type StoredType } from '@spad/core'
import { configOfModel } from './model-config.js'
import type { ModelMetadata } from './read-model.js'

/** Options of {@link saveModel}. */
export interface SaveModelOptions {
  /** How weights are stored; float16 halves the files. @default 'float32' */
  readonly dtype?: StoredType
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
