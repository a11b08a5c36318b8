import { fail } from '@spad/core'
import { z } from 'zod'
import type { WorkOptions } from '../jobs/load-for-work.js'
import { digestOfTraining } from '../jobs/digest-of-training.js'
import { scoresFile } from '../jobs/work-files.js'
import type { TrainManifest } from '../jobs/train-manifest.js'
import { checkConfig } from '../config/check-config.js'
import { groupsOf } from '../config/groups-of.js'
import type { RawConfig } from '../config/config-file.js'
import { dataSchema } from '../config/train-config.js'
import { loadParts } from '../config/load-parts.js'
import { writeAtomically } from '../files/atomic.js'
import { parseFold } from '../planning/fold.js'
import { inspectRunFolder } from '../run/run-folder.js'
import { openWatched } from './open-watched.js'
import { planRun } from './resume.js'
import { scoreFold } from './score-fold.js'
import type { Terminal } from './terminal.js'
import { trainIn } from './train-run.js'

/** What of a run's options is needed before they are checked whole. */
const placesSchema = z.looseObject({
  data: dataSchema,
  out: z.string(),
  fold: z.string().optional(),
  groupPattern: z.string().optional(),
})

/**
 * Trains one run of a manifest, from its checkpoint where there is one, and scores it on the cases that it
 * has not seen.
 *
 * @throws SpadError if the data, the parts or spad are not those that the work was made for, and as a
 * training does.
 */
export async function doTraining(
  manifest: TrainManifest,
  index: number,
  own: WorkOptions,
  terminal: Terminal,
): Promise<void> {
  const run = runOf(manifest, index)
  const origin = { flags: [] }
  const { data, out, fold: part, ...asked } = checkConfig(placesSchema, run.config, origin)
  const groups = groupsOf(asked)
  const parts = partsFor(manifest, own)
  const { datasets } = await loadParts(parts)
  const opened = await openWatched(data, groups, datasets, terminal)
  if ((await digestOfTraining(opened, parts)) !== manifest.making)
    fail(
      'node',
      'the images, the parts or the version of spad differ from those that the work was made for.',
    )
  const config: RawConfig = {
    ...run.config,
    ...machineOf(own),
    ...(parts !== undefined && { parts }),
  }
  const resume = (await inspectRunFolder(out)) === 'run'
  await trainIn(await planRun(config, origin, { resume }), terminal)
  const fold = part === undefined ? undefined : parseFold(part)
  const scores = await scoreFold({ run: out, data, options: { ...groups, fold }, parts })
  await writeAtomically(scoresFile(manifest, index), JSON.stringify(scores))
}

/** A run of a manifest, and what it is called. */
export function runOf({ runs }: TrainManifest, index: number): TrainManifest['runs'][number] {
  return (
    runs[index] ??
    fail('node', `\`index\` is ${index}: the manifest has runs 0 to ${runs.length - 1}.`)
  )
}

/** A program is executed because it was given here, never because a manifest names it. */
function partsFor({ parts: named }: TrainManifest, { parts }: WorkOptions): string | undefined {
  if (named !== undefined && parts === undefined)
    fail('node', 'the work needs parts of your own, a program: give them again, `--parts FILE`.')
  return named === undefined ? undefined : parts
}

function machineOf({ backend, threads }: WorkOptions): RawConfig {
  return { backend, ...(threads !== undefined && { threads }) }
}
