import type { Model } from '@spad/core'
import { loadModel, type LoadModelOptions, type ModelMetadata } from '@spad/models'
import { type FetchOptions, urlReader } from './url-reader.js'

export interface LoadModelFromUrlOptions extends FetchOptions, LoadModelOptions {}

/**
 * Loads a saved model, `model.json` and its weights, from a server; on the current backend. Whoever
 * calls it disposes `model.denoiser`.
 *
 * @param url The address of the model's folder or of its `model.json`.
 * @throws SpadError if a file is missing, cut, damaged or no part of a saved model; the reason of
 *   `signal` if that aborts.
 */
export async function loadModelFromUrl(
  url: string,
  options: LoadModelFromUrlOptions = {},
): Promise<{ model: Model; metadata: ModelMetadata }> {
  try {
    return await loadModel(urlReader(url, options), options)
  } catch (error) {
    options.signal?.throwIfAborted()
    throw error
  }
}
