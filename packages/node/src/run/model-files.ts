import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, type Model } from '@spad/core'
import {
  joinModels,
  loadModel,
  type LoadModelOptions,
  type ModelMetadata,
  saveModel,
  type SaveModelOptions,
  shippedModels,
} from '@spad/models'
import { exists, replaceFolder, settleFolder } from './atomic.js'
import { explained } from './explain-io.js'
import { folderReader } from './folder-reader.js'
import { refuseForeignFiles } from './run-folder.js'
import { runPaths } from './run-paths.js'
import { shippedFolder } from './shipped-folder.js'

/** A model from a folder, and what is known about it. */
export interface LoadedModel {
  readonly model: Model
  readonly metadata: ModelMetadata
  /** Where its `model.json` is; of several models, the first's. */
  readonly dir: string
}

/** Models that answer together, and what is known about the first. */
export interface LoadedModels extends LoadedModel {
  /** Where each `model.json` is. */
  readonly dirs: readonly string[]
}

/**
 * Loads the model of a run, one that lies in a folder of its own, or one that comes with `@spad/models`.
 *
 * @param place A run, a model's folder, or a name of `shippedModels`, such as `oct-fluid`. What lies at
 *   that path comes first.
 * @throws SpadError if there is none, or if a file is missing, cut or damaged.
 */
export async function loadModelFrom(
  place: string,
  options: LoadModelOptions = {},
): Promise<LoadedModel> {
  const there = await explained(place, 'read', () => exists(place))
  const dir = there ? await findModel(place) : (shippedFolder(place) ?? failUnknown(place))
  return { ...(await loadModel(folderReader(dir), options)), dir }
}

/**
 * Loads one model or several, which then answer with the mean of their probabilities.
 *
 * @throws SpadError as `loadModelFrom`, or if they differ in classes or channels.
 */
export async function loadModelsFrom(
  places: readonly string[],
  options: LoadModelOptions = {},
): Promise<LoadedModels> {
  const loaded: LoadedModel[] = []
  try {
    for (const place of places) loaded.push(await loadModelFrom(place, options))
    const [first = fail('node', '`model` is empty: name at least one.')] = loaded
    const model = joinModels(loaded.map((one) => one.model))
    return { ...first, model, dirs: loaded.map(({ dir }) => dir) }
  } catch (error) {
    for (const { model } of loaded) model.denoiser.dispose()
    throw error
  }
}

/**
 * Saves a model into a folder so that a reader, at any time, finds the old one or the new.
 *
 * @throws SpadError if the folder cannot be written to, or holds files that are not a model's.
 */
export async function saveModelTo(
  dir: string,
  model: Model,
  metadata: ModelMetadata = {},
  options: SaveModelOptions = {},
): Promise<void> {
  await refuseForeignFiles(dir)
  await replaceFolder(dir, await saveModel(model, metadata, options))
}

async function findModel(dirOrRun: string): Promise<string> {
  const paths = runPaths(dirOrRun)
  await explained(dirOrRun, 'read', async () => {
    if (!(await stat(dirOrRun)).isDirectory())
      fail('node', `\`${dirOrRun}\` is a file: \`--model\` must be a run or a model's folder.`)
    if (!(await exists(join(dirOrRun, 'model.json')))) await settleFolder(paths.model)
  })
  for (const dir of [dirOrRun, paths.model]) if (await exists(join(dir, 'model.json'))) return dir
  if (await exists(paths.config))
    fail(
      'node',
      `the run in \`${dirOrRun}\` has no model yet: the first one is saved after the first ` +
        'validation. Let it train longer.',
    )
  return fail('node', `\`${dirOrRun}\` holds no model.json: it is neither a run nor a model.`)
}

function failUnknown(place: string): never {
  const names = Object.keys(shippedModels).join(', ')
  return fail(
    'node',
    `\`${place}\` does not exist: \`--model\` must be a run, a model's folder or a model that comes ` +
      `with spad: ${names}.`,
  )
}
