import { join } from 'node:path'
import { amount, fail, summarize, summaryTable } from '@spad/core'
import { Command } from 'commander'
import { z } from 'zod'
import type { OpenedDataset } from '../data/opened-dataset.js'
import { planSize } from '../planning/plan-size.js'
import { formatSize } from '../planning/size.js'
import { writeAtomically } from '../files/atomic.js'
import { loadModelsFrom, saveModelTo } from '../run/model-files.js'
import { inspectRunFolder } from '../run/run-folder.js'
import { checkConfig } from '../config/check-config.js'
import type { RawConfig } from '../config/config-file.js'
import { EXIT, type Finish } from './exit.js'
import { groupsOf } from '../config/groups-of.js'
import { loadParts } from '../config/load-parts.js'
import { measured } from './measured.js'
import { type Folds, optionsOf } from './folds.js'
import { type FoldsEnd, foldsByOthers, refuseOwn } from './folds-by-others.js'
import { type Flags, gatherOptions, numeric, withExample } from './options.js'
import { openWatched } from './open-watched.js'
import { dataSchema } from '../config/train-config.js'
import { planRun } from './resume.js'
import { type FoldScores, scoreFold } from './score-fold.js'
import { isForOthers } from './segment-by-others.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'
import { withTraining } from './train-options.js'
import { trainIn } from './train-run.js'

const foldsSchema = z.looseObject({
  data: dataSchema,
  out: z.string().min(1),
  folds: z.int().min(2).max(100).default(5),
  parts: z.string().optional(),
  groupPattern: z.string().optional(),
})

/** `spad cross-validate`: a data set in, a training a fold, out-of-fold scores and their ensemble out. */
export function crossValidateCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('cross-validate').description(
    'Train a model a fold, score each on the cases that it has not seen, and join them. ' +
      'Test cases take no part.',
  )
  withTraining(
    command,
    'the folder for the runs, a fold each, their scores and their model',
  ).option('--folds <n>', 'parts to divide the cases into (default: 5)', numeric)
  command
    .option('--queue <url>', 'let `spad work --queue` train, wherever it runs with these folders')
    .option(
      '--manifest <file>',
      'write what is to be trained, for `spad work --manifest FILE --index N`; without it then, join the folds',
    )
  withExample(
    command,
    'spad cross-validate --data my-images --out folds   # again after Ctrl-C: goes on',
  )
  return command.action(async (flags: Flags) => {
    finish(await crossValidate(flags, terminal))
  })
}

async function crossValidate(flags: Flags, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags, ['queue', 'manifest'])
  if (isForOthers(flags)) refuseOwn(given)
  const { folds: number, ...training } = given
  if (given.fold !== undefined)
    fail('node', '`fold` is for `spad train`: every fold is trained here. Leave it out.')
  const asked = checkConfig(foldsSchema, { ...given, folds: number }, origin)
  const { data, out, folds: count, parts } = asked
  const groups = groupsOf(asked)
  const { datasets } = await loadParts(parts)
  const folds: Folds = {
    ...{ data, out, groups, origin, parts },
    training: await withSize(
      training,
      await openWatched(data, groups, datasets, terminal),
      terminal,
    ),
    runs: Array.from({ length: count }, (_, i) => join(out, `fold-${i + 1}`)),
  }
  const ended = isForOthers(flags)
    ? await foldsByOthers(folds, flags, terminal)
    : await foldsHere(folds, terminal)
  if ('status' in ended) return ended.status
  await conclude(folds, ended.scores, terminal)
  return EXIT.done
}

/** Trains and scores fold after fold in this process. */
async function foldsHere(folds: Folds, terminal: Terminal): Promise<FoldsEnd> {
  const scores: FoldScores[] = []
  const n = folds.runs.length
  for (const [i, run] of folds.runs.entries()) {
    terminal.err(`Fold ${i + 1} of ${n}\n`)
    const resume = (await inspectRunFolder(run)) === 'run'
    const options = optionsOf(folds, i)
    const status = await trainIn(await planRun(options, folds.origin, { resume }), terminal)
    if (status !== EXIT.done) return { status }
    const { data, parts, groups } = folds
    scores.push(
      await scoreFold({ run, data, parts, options: { ...groups, fold: { k: i + 1, n } } }),
    )
  }
  return { scores }
}

/** All scores together, and all models. */
async function conclude(
  { data, out, groups, runs, parts }: Folds,
  each: readonly FoldScores[],
  terminal: Terminal,
): Promise<void> {
  const scores = each.flatMap(({ cases }) => cases)
  const means = each.map(({ cases, dice }, i) => ({ fold: i + 1, cases: cases.length, dice }))
  const { datasets } = await loadParts(parts)
  const { classes, groupOf } = await openWatched(data, groups, datasets, terminal)
  const summary = summarize(scores, classes, { groupOf })
  terminal.out(`${summaryTable(summary)}\n`)
  const file = join(out, 'scores.json')
  await writeAtomically(file, `${JSON.stringify({ folds: means, ...summary }, undefined, 2)}\n`)
  await joinFolds(runs, join(out, 'model'), parts)
  terminal.err(
    `Out-of-fold scores: ${shownPath(file)}\nThe ${amount(runs.length, 'model')} as one: ` +
      `${shownPath(join(out, 'model'))}\n`,
  )
}

/** All folds look at images in the same way, which the cases of all of them decide. */
async function withSize(
  given: RawConfig,
  data: OpenedDataset,
  terminal: Terminal,
): Promise<RawConfig> {
  if (given.size !== undefined) return given
  const names = [...data.splits.train, ...data.splits.val]
  const { size, fit, reasons } = planSize(await measured(data, names, terminal), STRIDE)
  terminal.err(`${reasons.join('\n')}\n`)
  return { ...given, size: formatSize(size), fit: given.fit ?? fit ?? 'resize' }
}

/** Of the recipe's networks, which halve three times. */
const STRIDE = 8

async function joinFolds(runs: readonly string[], out: string, parts?: string): Promise<void> {
  const { model, metadata } = await loadModelsFrom(runs, { parts: await loadParts(parts) })
  try {
    await saveModelTo(out, model, metadata)
  } finally {
    model.denoiser.dispose()
  }
}
