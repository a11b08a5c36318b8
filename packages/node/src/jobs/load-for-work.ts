import { fail, type Model, type TrainedPrepare } from '@spad/core'
import { channelNames } from '@spad/models'
import { backendBeside, type EngineName, useEngine } from '../backend/use-engine.js'
import { startBackend } from '../backend/start-backend.js'
import { loadParts } from '../config/load-parts.js'
import { prepareOf } from '../config/prepare-of.js'
import { digestOfMaking } from '../segmenting/segment-mark.js'
import { loadModelsFrom } from '../run/model-files.js'
import type { SegmentManifest } from './segment-manifest.js'

/** A model, and the digest of all that results are made with. */
export interface LoadedWork {
  readonly model: Model
  readonly making: string
  /** How the model was trained to see scans. */
  readonly prepare: TrainedPrepare
  /** What its channels are called. */
  readonly channels: readonly string[]
}

/** What whoever starts a worker says of how it works. */
export interface WorkOptions {
  readonly backend: string
  readonly engine: EngineName
  readonly threads?: number | undefined
  /** A module of parts: it is executed because it was given here, never because a manifest names it. */
  readonly parts?: string | undefined
}

/**
 * Loads what a manifest's work is done with.
 *
 * @throws SpadError if it is not here what it was where the manifest was written.
 */
export async function loadForWork(
  { models, parts: named, options, making }: SegmentManifest,
  { backend, engine, threads, parts: given }: WorkOptions,
): Promise<LoadedWork> {
  if (named !== undefined && given === undefined)
    fail('node', 'the work needs parts of your own, a program: give them again, `--parts FILE`.')
  const file = named === undefined ? undefined : given
  const parts = await loadParts(file)
  await startBackend({ backend: backendBeside(engine, backend), threads }, parts)
  const {
    model,
    metadata,
    models: files,
  } = await loadModelsFrom(models, {
    parts,
    engine: useEngine(engine, { threads }),
  })
  if ((await digestOfMaking(files, options, file)) !== making) {
    model.denoiser.dispose()
    fail(
      'node',
      'the model, its parts or the version of spad differ from those that the work was made for.',
    )
  }
  const channels = channelNames(metadata, model)
  const prepare = prepareOf(metadata.prepare, parts, channels)
  return { model, making, prepare, channels }
}
