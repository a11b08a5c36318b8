import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  assignVariables,
  decodeModel,
  encodeModel,
  fail,
  type Model,
  readVariables,
  type SavedFile,
} from '@spad/core'
import { createModel, type ModelConfig } from '@spad/models'
import { exists, settleFolder } from './atomic.js'
import { explained } from './explain-io.js'
import { folderReader } from './folder-reader.js'
import { runPaths } from './run-paths.js'

export type Metadata = Readonly<Record<string, unknown>>

export async function modelFiles(
  model: Model,
  config: ModelConfig,
  metadata: Metadata,
): Promise<SavedFile[]> {
  const weights = await readVariables(model.denoiser.variables)
  return await encodeModel({ weights, metadata: { ...metadata, config } })
}

/** A model from a folder, and what is known about it. */
export interface LoadedModel {
  readonly model: Model
  readonly metadata: Metadata
  /** Where its `model.json` is. */
  readonly dir: string
}

/**
 * Loads the model of a run, or one that lies in a folder of its own.
 *
 * @throws SpadError if there is none, or if a file is missing, cut or damaged.
 */
export async function loadModelFrom(dirOrRun: string): Promise<LoadedModel> {
  const dir = await findModel(dirOrRun)
  const { weights, metadata } = await decodeModel(folderReader(dir))
  const model = createModel(metadata.config as ModelConfig)
  try {
    assignVariables(model.denoiser.variables, weights)
  } catch (error) {
    model.denoiser.dispose()
    throw error
  }
  return { model, metadata, dir }
}

async function findModel(dirOrRun: string): Promise<string> {
  const paths = runPaths(dirOrRun)
  await explained(dirOrRun, 'read', async () => {
    if (!(await exists(dirOrRun)))
      fail('node', `\`${dirOrRun}\` does not exist: \`--model\` must be a run or a model's folder.`)
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
