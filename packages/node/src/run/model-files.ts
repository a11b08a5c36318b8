import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fail, type Model, type SavedFile, trainedPrepare } from '@spad/core'
import {
  channelNames,
  joinModels,
  loadModel,
  type LoadModelOptions,
  type ModelMetadata,
  saveModel,
  type SaveModelOptions,
  shippedModels,
} from '@spad/models'
import { exists, replaceFolder } from '../files/atomic.js'
import { explained, explainIo, ioCode } from '../files/explain-io.js'
import { fileReader, folderReader, remembering } from './folder-reader.js'
import { lockBeside, withLock } from '../files/lock.js'
import { readReplaced } from '../files/read-replaced.js'
import { refuseForeignFiles } from './run-folder.js'
import { runPaths } from './run-paths.js'
import { isS3 } from '../s3/address.js'
import { isInS3, s3Reader } from '../s3/read-s3.js'
import { shippedFolder } from './shipped-folder.js'
import { shownPath } from '../support/shown-path.js'

/** A model from a folder, and what is known about it. */
export interface LoadedModel {
  readonly model: Model
  readonly metadata: ModelMetadata
  /** Where its `model.json` is, of several the first's; a training may have replaced it by now. */
  readonly dir: string
  /** The files that it was made of. */
  readonly files: readonly SavedFile[]
}

/** Options of {@link loadModelsFrom}. */
export interface LoadModelsOptions extends LoadModelOptions {
  /** Gives a model another engine; see `useEngine`. @default tfjs answers */
  readonly engine?: (model: Model) => Promise<Model>
}

/** Models that answer together, and what is known about the first. */
export interface LoadedModels extends LoadedModel {
  /** Where each `model.json` is. */
  readonly dirs: readonly string[]
  /** The files that each was made of. */
  readonly models: readonly (readonly SavedFile[])[]
}

/**
 * Loads the model of a run, one that lies in a folder of its own, or one that comes with `@spad/models`.
 *
 * @param place A run, a model's folder, either of them in S3 (s3://BUCKET/FOLDER), or a name of
 *   `shippedModels`, such as `oct-fluid`. What lies at that path comes first.
 * @throws SpadError if there is none, or if a file is missing, cut or damaged.
 */
export async function loadModelFrom(
  place: string,
  options: LoadModelOptions = {},
): Promise<LoadedModel> {
  if (isS3(place)) return await loadFromS3(place, options)
  const there = await explained(place, 'read', () => exists(place))
  const dir = there ? await findModel(place) : (shippedFolder(place) ?? failUnknown(place))
  const loaded = await explained(dir, 'read', () =>
    readReplaced(dir, async (now) => {
      const files = new Map<string, SavedFile>()
      const { model, metadata } = await loadModel(remembering(folderReader(now), files), options)
      return { model, metadata, dir, files: [...files.values()] }
    }),
  )
  return loaded ?? fail('node', `\`${dir}\` holds no model any more: it was removed meanwhile.`)
}

/** The weights are compared with the digests that `model.json` holds, as those of files are. */
async function loadFromS3(place: string, options: LoadModelOptions): Promise<LoadedModel> {
  const folder = place.replace(/\/+$/, '')
  const paths = [folder, `${folder}/${basename(runPaths('.').model)}`]
  for (const dir of paths) {
    if (!(await isInS3(`${dir}/model.json`))) continue
    const files = new Map<string, SavedFile>()
    const { model, metadata } = await loadModel(remembering(s3Reader(dir), files), options)
    return { model, metadata, dir, files: [...files.values()] }
  }
  return fail('node', `\`${place}\` holds no model.json: it is neither a run nor a model.`)
}

/** Loads models of the files that {@link loadModelsFrom} found, as one. */
export async function loadModelsOf(
  models: readonly (readonly SavedFile[])[],
  options: LoadModelOptions = {},
): Promise<Model> {
  const loaded = await Promise.all(
    models.map(async (files) => (await loadModel(fileReader(files), options)).model),
  )
  return joinModels(loaded)
}

/**
 * Loads one model or several, which then answer with the mean of their probabilities.
 *
 * @throws SpadError as `loadModelFrom`, or if they differ in classes, in channels or what these are called, or
 *   in how pictures are made of scans for them.
 */
export async function loadModelsFrom(
  places: readonly string[],
  { engine = (model) => Promise.resolve(model), ...options }: LoadModelsOptions = {},
): Promise<LoadedModels> {
  const loaded: LoadedModel[] = []
  try {
    for (const place of places) loaded.push(await loadModelFrom(place, options))
    const [first = fail('node', '`model` is empty: name at least one.')] = loaded
    const models = loaded.map((one) => one.model)
    const joined = joinModels(models)
    refuseOtherInputs(loaded)
    // those that are no one network are asked in turn, each of its own engine
    const model = joined.answer ? joinModels(await oneByOne(models, engine)) : await engine(joined)
    return {
      ...first,
      model,
      dirs: loaded.map(({ dir }) => dir),
      models: loaded.map(({ files }) => files),
    }
  } catch (error) {
    for (const { model } of loaded) model.denoiser.dispose()
    throw error
  }
}

/** What one model takes for a channel, another must not take for another one. */
function refuseOtherInputs(loaded: readonly LoadedModel[]): void {
  const inputs = loaded.map(({ model, metadata }) => {
    const { type, ...described } = metadata.prepare ?? {}
    // a preparation of one's own is told by its description
    const known = type === undefined
    const { neighbours = 0, spacing, ...cut } = trainedPrepare(known ? described : {})
    const names = channelNames(metadata, model)
    return [
      names.length > 0 ? `the channels ${names.join(', ')}` : 'single pictures',
      ...(neighbours > 0 ? [`${neighbours} neighbours of a slice`] : []),
      ...(spacing === undefined ? [] : [`pixels of ${spacing} mm`]),
      ...(known ? [] : [`pictures by ${JSON.stringify(metadata.prepare)}`]),
      ...Object.entries(cut).map(([name, value]) => `${name} ${JSON.stringify(value)}`),
    ].join(', ')
  })
  const other = inputs.findIndex((one) => one !== inputs[0])
  if (other > 0)
    fail(
      'node',
      `\`${shownPath(loaded[0]?.dir ?? '')}\` takes ${inputs[0] ?? ''}, \`${shownPath(loaded[other]?.dir ?? '')}\` ` +
        `${inputs[other] ?? ''}: only models of the same images, their channels in one order, can answer together.`,
    )
}

/** A model that is exported must not share tfjs with another. */
async function oneByOne(
  models: readonly Model[],
  engine: (model: Model) => Promise<Model>,
): Promise<Model[]> {
  const engaged: Model[] = []
  for (const model of models) engaged.push(await engine(model))
  return engaged
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
  const files = await saveModel(model, metadata, options)
  await withLock(lockBeside(resolve(dir)), { work: 'saving a model' }, () =>
    replaceFolder(resolve(dir), files),
  )
}

/** A model's folder itself, or that of a run. */
async function findModel(dirOrRun: string): Promise<string> {
  const paths = runPaths(dirOrRun)
  const isFolder = await explained(dirOrRun, 'read', async () =>
    (await stat(dirOrRun)).isDirectory(),
  )
  if (!isFolder) fail('node', `\`${dirOrRun}\` is a file: a model is a run or a model's folder.`)
  for (const dir of [dirOrRun, paths.model]) if (await holdsModel(dir)) return dir
  if (await exists(paths.config))
    fail(
      'node',
      `the run in \`${dirOrRun}\` has no model yet: the first one is saved after the first ` +
        'validation. Let it train longer.',
    )
  return fail('node', `\`${dirOrRun}\` holds no model.json: it is neither a run nor a model.`)
}

async function holdsModel(dir: string): Promise<boolean> {
  try {
    return (await readReplaced(dir, (now) => stat(join(now, 'model.json')))) !== undefined
  } catch (error) {
    if (ioCode(error) === 'ENOENT') return false
    throw explainIo(error, dir, 'read')
  }
}

function failUnknown(place: string): never {
  const names = Object.keys(shippedModels).join(', ')
  return fail(
    'node',
    `\`${place}\` does not exist: a model is a run, a model's folder or a model that comes ` +
      `with spad: ${names}.`,
  )
}
