import { join } from 'node:path'
import { type CaseScores, fail, summarize, type Summary, summaryTable } from '@spad/core'
import { Command } from 'commander'
import { z } from 'zod'
import { type FolderDataset, openDataset } from '../data/open-dataset.js'
import { planSize } from '../planning/plan-size.js'
import { formatSize } from '../planning/size.js'
import { writeAtomically } from '../files/atomic.js'
import { evaluateModel } from '../segmenting/evaluate-model.js'
import { loadModelFrom, loadModelsFrom, saveModelTo } from '../run/model-files.js'
import { inspectRunFolder } from '../run/run-folder.js'
import { checkConfig } from '../config/check-config.js'
import type { RawConfig } from '../config/config-file.js'
import { EXIT } from './exit.js'
import { groupsOf } from '../config/groups-of.js'
import { loadParts } from '../config/load-parts.js'
import { measured } from './measured.js'
import { gatherOptions, numeric, withExample } from './options.js'
import type { Finish } from './program.js'
import { planRun } from './resume.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'
import { withTraining } from './train-options.js'
import { trainIn } from './train-run.js'

const foldsSchema = z.looseObject({
  data: z.string().min(1),
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
  withExample(
    command,
    'spad cross-validate --data my-images --out folds   # again after Ctrl-C: goes on',
  )
  return command.action(async (flags: Record<string, unknown>) => {
    finish(await crossValidate(flags, terminal))
  })
}

async function crossValidate(flags: Record<string, unknown>, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags)
  const { folds, ...training } = given
  if (given.fold !== undefined)
    fail('node', '`fold` is for `spad train`: every fold is trained here. Leave it out.')
  const asked = checkConfig(foldsSchema, { ...given, folds }, origin)
  const { data, out, folds: count, parts } = asked
  const groups = groupsOf(asked)
  const sized = await withSize(training, await openDataset(data, groups), terminal)
  const runs = Array.from({ length: count }, (_, i) => join(out, `fold-${i + 1}`))
  const scores: CaseScores[] = []
  const means: { fold: number; cases: number; dice: number | null }[] = []
  for (const [i, run] of runs.entries()) {
    terminal.err(`Fold ${i + 1} of ${count}\n`)
    const resume = (await inspectRunFolder(run)) === 'run'
    const options = { ...sized, out: run, fold: `${i + 1}/${count}` }
    const status = await trainIn(await planRun(options, origin, { resume }), terminal)
    if (status !== EXIT.done) return status
    const fold = { k: i + 1, n: count }
    const summary = await scoreFold(run, await openDataset(data, { ...groups, fold }), parts)
    scores.push(...casesOf(summary))
    means.push({ fold: i + 1, cases: summary.cases.length, dice: summary.mean.dice })
  }
  const { classes, groupOf } = await openDataset(data, groups)
  const summary = summarize(scores, classes, { groupOf })
  terminal.out(`${summaryTable(summary)}\n`)
  const file = join(out, 'scores.json')
  await writeAtomically(file, `${JSON.stringify({ folds: means, ...summary }, undefined, 2)}\n`)
  await joinFolds(runs, join(out, 'model'), parts)
  terminal.err(
    `Out-of-fold scores: ${shownPath(file)}\nThe ${count} models as one: ` +
      `${shownPath(join(out, 'model'))}\n`,
  )
  return EXIT.done
}

/** All folds look at images in the same way, which the cases of all of them decide. */
async function withSize(
  given: RawConfig,
  data: FolderDataset,
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

async function scoreFold(run: string, data: FolderDataset, parts?: string): Promise<Summary> {
  const { model } = await loadModelFrom(run, { parts: await loadParts(parts) })
  try {
    return await evaluateModel(model, data.subset('val'))
  } finally {
    model.denoiser.dispose()
  }
}

/** What a summary was made of. */
function casesOf({ cases, classes }: Summary): CaseScores[] {
  return cases.map((one) => ({
    name: one.name,
    classes: classes.flatMap(({ name }) => one.classes[name] ?? []),
  }))
}

async function joinFolds(runs: readonly string[], out: string, parts?: string): Promise<void> {
  const { model, metadata } = await loadModelsFrom(runs, { parts: await loadParts(parts) })
  try {
    await saveModelTo(out, model, metadata)
  } finally {
    model.denoiser.dispose()
  }
}
