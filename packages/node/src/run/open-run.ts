import { readFile } from 'node:fs/promises'
import { fail } from '@spad/core'
import { parse } from 'yaml'
import { readRunState, type RunCheckpoint } from './checkpoint.js'
import { explained } from '../files/explain-io.js'
import type { MetricsRecord } from './metrics-record.js'
import { type LoadedModel, loadModelFrom } from './model-files.js'
import { readMetrics } from './read-metrics.js'
import { inspectRunFolder } from './run-folder.js'
import { runPaths } from './run-paths.js'

/** What `spad train` left in a folder. */
export interface Run {
  readonly dir: string
  /** The resolved options. */
  readonly config: Readonly<Record<string, unknown>>
  /** What was logged, in the order of the steps; `told` hears of lines that are damaged and left out. */
  metrics(told?: (message: string) => void): Promise<MetricsRecord[]>
  /** The best model by validation; the caller disposes `model.denoiser`. */
  model(): Promise<LoadedModel>
  /** The state to go on from; `undefined` before the first checkpoint. */
  checkpoint(): Promise<RunCheckpoint | undefined>
}

/**
 * Opens the folder of a run.
 *
 * @throws SpadError if there is no run.
 */
export async function openRun(dir: string): Promise<Run> {
  if ((await inspectRunFolder(dir)) !== 'run')
    fail('node', `\`${dir}\` holds no run of spad: \`openRun\` takes the \`--out\` of a training.`)
  const paths = runPaths(dir)
  const text = await explained(paths.config, 'read', () => readFile(paths.config, 'utf8'))
  return {
    dir,
    config: parse(text) as Run['config'],
    metrics: (told) => readMetrics(paths.metrics, told),
    model: () => loadModelFrom(dir),
    checkpoint: () => readRunState(paths.checkpoint),
  }
}
