import { fail, type Model } from '@spad/core'
import type { BackendName } from '../backend/backend-starter.js'
import { useBackend } from '../backend/use-backend.js'
import { loadParts } from '../cli/load-parts.js'
import { digestOfMaking } from '../cli/segment-mark.js'
import { loadModelsFrom } from '../run/model-files.js'
import type { Manifest } from './manifest.js'

/** A model, and the digest of all that results are made with. */
export interface LoadedWork {
  readonly model: Model
  readonly making: string
}

/**
 * Loads what a manifest's work is done with.
 *
 * @throws SpadError if it is not here what it was where the manifest was written.
 */
export async function loadForWork(
  { models, parts: file, options, making }: Manifest,
  backend: BackendName | 'auto',
  threads?: number,
): Promise<LoadedWork> {
  const parts = await loadParts(file)
  await useBackend(backend, threads === undefined ? {} : { threads })
  const { model, models: files } = await loadModelsFrom(models, { parts })
  if ((await digestOfMaking(files, options, file)) !== making) {
    model.denoiser.dispose()
    fail(
      'node',
      'the model, its parts or the version of spad differ from those that the work was made for.',
    )
  }
  return { model, making }
}
