import { SpadError } from '@spad/core'
import { type LoadedModels, loadModelsFrom, type LoadModelsOptions } from '../run/model-files.js'
import { loadParts } from './load-parts.js'

/**
 * Loads a model, or several, with parts of a module where one is given. What a run says of a module of its own is
 * never followed: its code would be executed.
 */
export async function loadWithParts(
  places: readonly string[],
  file?: string,
  options: Pick<LoadModelsOptions, 'engine'> = {},
): Promise<LoadedModels> {
  const parts = await loadParts(file)
  try {
    return await loadModelsFrom(places, { ...options, parts })
  } catch (error) {
    if (!(error instanceof SpadError) || !/no .* has that name/.test(error.message)) throw error
    const more = 'If it is made of parts of your own, give their module by `--parts FILE`.'
    throw new SpadError(error.where, `${error.problem} ${more}`, { cause: error })
  }
}
