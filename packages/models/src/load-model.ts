import type { Model, ReadFile } from '@spad/core'
import type { ModelParts } from './model-part-builder.js'
import { modelParts } from './model-parts.js'
import { type ModelMetadata, readModel, restoreModel } from './read-model.js'

/** Options of {@link loadModel}. */
export interface LoadModelOptions {
  /** The parts that the model's config may name. @default `modelParts`, those of this project */
  readonly parts?: ModelParts
}

/**
 * Reads what `saveModel` made, from a folder, a server or anything else.
 *
 * @param read Gets a file by its plain name.
 * @throws SpadError if a file is missing, cut, damaged, not ours or of a newer format, or if the weights
 * are those of another architecture.
 */
export async function loadModel(
  read: ReadFile,
  options: LoadModelOptions = {},
): Promise<{ model: Model; metadata: ModelMetadata }> {
  const saved = await readModel(read)
  return { model: restoreModel(saved, options.parts ?? modelParts), metadata: saved.metadata }
}
