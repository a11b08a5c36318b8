import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fail } from '@spad/core'
import { z } from 'zod'
import { useBackend } from '../backend/use-backend.js'
import { checkConfig } from '../config/check-config.js'
import type { RawConfig } from '../config/config-file.js'
import { loadParts } from '../config/load-parts.js'
import { explained } from '../files/explain-io.js'
import { digestOfTraining } from '../jobs/digest-of-training.js'
import type { Queue, Task, TaskStatus } from '../jobs/queue.js'
import type { TrainManifest } from '../jobs/train-manifest.js'
import { scoresFile } from '../jobs/work-files.js'
import { inspectRunFolder } from '../run/run-folder.js'
import { type Folds, optionsOf } from './folds.js'
import { EXIT } from './exit.js'
import { handOver } from './hand-over.js'
import type { Flags } from './options.js'
import { openWatched } from './open-watched.js'
import { planRun } from './resume.js'
import type { FoldScores } from './score-fold.js'
import type { Terminal } from './terminal.js'
import { troublesOf, untilDone } from './until-done.js'

/** The scores of all folds, or the status to end with. */
export type FoldsEnd = { readonly scores: readonly FoldScores[] } | { readonly status: number }

const othersSchema = z.strictObject({
  queue: z.string().min(1).optional(),
  manifest: z.string().min(1).optional(),
})

/** Options about the machine that computes. */
const OWN = ['backend', 'threads']

/** They are those of `spad work`. */
export function refuseOwn(given: RawConfig): void {
  for (const name of OWN)
    if (given[name] !== undefined)
      fail('node', `\`${name}\` is for who trains: give \`--${name}\` to \`spad work\`.`)
}

/** Folds by others: through a queue, whose end is waited for, or a manifest alone. */
export async function foldsByOthers(
  folds: Folds,
  { queue: url, manifest: file }: Flags,
  terminal: Terminal,
): Promise<FoldsEnd> {
  const given = Object.entries({ queue: url, manifest: file })
  const others = checkConfig(
    othersSchema,
    Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    { flags: ['queue', 'manifest'] },
  )
  const manifest = await manifestOf(folds, terminal)
  const ended = await handOver(manifest, others, terminal, (queue, tasks) =>
    trainOn(queue, manifest, tasks, terminal),
  )
  return ended ?? { status: EXIT.done }
}

/** Lets a queue's workers train, and gathers what they found. */
export async function trainOn(
  queue: Queue,
  manifest: TrainManifest,
  tasks: readonly Task[],
  terminal: Terminal,
): Promise<FoldsEnd> {
  await queue.add(tasks)
  const statuses = await untilDone(queue, tasks, terminal, { label: 'training', unit: 'folds' })
  const failures = await failuresOf(manifest, statuses)
  if (failures.length > 0) {
    terminal.err(
      `Not trained:\n${failures.map((one) => `  ${one}\n`).join('')}` +
        'The other folds are done and stay so: mend it and call this again.\n',
    )
    return { status: EXIT.misuse }
  }
  // models are joined without computing
  await useBackend('cpu')
  return {
    scores: await Promise.all(manifest.runs.map((_, index) => readScores(manifest, index))),
  }
}

async function manifestOf(folds: Folds, terminal: Terminal): Promise<TrainManifest> {
  const { data, groups, parts } = folds
  const { datasets } = await loadParts(parts)
  const runs = []
  for (const [i, run] of folds.runs.entries()) {
    // what is wrong with the options, or with a run that is there, shows here and not at every worker
    const resume = (await inspectRunFolder(run)) === 'run'
    const { config } = await planRun(optionsOf(folds, i), folds.origin, { resume })
    const options = Object.entries(config).filter(([key]) => !OWN.includes(key))
    runs.push({
      name: `fold ${i + 1} of ${folds.runs.length}`,
      config: Object.fromEntries(options),
    })
  }
  return {
    version: 1,
    work: 'train',
    ...(parts !== undefined && { parts: resolve(parts) }),
    making: await digestOfTraining(await openWatched(data, groups, datasets, terminal), parts),
    out: resolve(folds.out),
    runs,
  }
}

async function failuresOf(
  manifest: TrainManifest,
  statuses: readonly TaskStatus[],
): Promise<string[]> {
  const failures: string[] = []
  for (const [index, { state, reason = '' }] of statuses.entries()) {
    if (state !== 'failed') continue
    const [trouble = reason] = await troublesOf(manifest, index)
    failures.push(`${manifest.runs[index]?.name ?? ''}: ${trouble}`)
  }
  return failures
}

async function readScores(manifest: TrainManifest, index: number): Promise<FoldScores> {
  const file = scoresFile(manifest, index)
  const text = await explained(file, 'read', () => readFile(file, 'utf8'))
  return JSON.parse(text) as FoldScores
}
