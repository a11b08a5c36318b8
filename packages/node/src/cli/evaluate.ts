import { fail, neighboursOf, readersTable, summaryCsv, summaryTable } from '@spad/core'
import { FAULTS } from '@spad/formats'
import { Command } from 'commander'
import type { OpenedDataset, Split } from '../data/opened-dataset.js'
import type { Survey } from '../data/survey.js'
import { surveyDataset } from '../data/survey-dataset.js'
import { surveyText } from '../data/survey-text.js'
import {
  checkChannelNames,
  trainingLook,
  unlikeTraining,
  unlikeWarning,
} from '../data/training-look.js'
import { writeAtomically } from '../files/atomic.js'
import { checkSameClasses, evaluateModel } from '../segmenting/evaluate-model.js'
import type { LoadedModel } from '../run/model-files.js'
import { readMetrics } from '../run/read-metrics.js'
import { runPaths } from '../run/run-paths.js'
import { aboutScores } from './about-scores.js'
import { checkConfig } from '../config/check-config.js'
import { checkOutputs } from './check-outputs.js'
import { evaluateFiles } from './evaluate-files.js'
import { EXIT, type Finish } from './exit.js'
import { startInference, withInference } from './inference.js'
import { evaluateSchema } from '../config/inference-config.js'
import {
  collect,
  type Flags,
  gatherOptions,
  GROUP_PATTERN_HELP,
  numeric,
  withConfig,
  withExample,
} from './options.js'
import { openWatched } from './open-watched.js'
import { progressLine } from './progress-line.js'
import { samplingOptions } from './sampling.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'
import { groupsOf } from '../config/groups-of.js'
import { loadParts } from '../config/load-parts.js'

/** `spad evaluate`: a model and a data set in, scores out. */
export function evaluateCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('evaluate').description(
    'Score a model, or files with labels, against true masks.',
  )
  withInference(command)
    .option(
      '--data <dir>',
      'the data set: images/, masks/ and perhaps dataset.json; in S3 s3://BUCKET/FOLDER',
    )
    .option('--group-pattern <regex>', GROUP_PATTERN_HELP)
    .option('--split <name>', 'its cases: test, val, train or all (default: test)')
    .option(
      '--tolerance <d>',
      'how far a contour may be off in NSD: mm of volumes and where dataset.json says `spacing`, else pixels (default: 2)',
      numeric,
    )
    .option('--prediction <path>', 'labels to score without a model: a file, or a folder of files')
    .option('--truth <path>', 'the true labels: a file, or a folder with files of the same names')
    .option('--labels <file>', 'a dataset.json that names the labels in those files')
    .option(
      '--allow <fault>',
      `accept a fault of those files by its name: missing (predictions), ${FAULTS.join(', ')}`,
      collect,
    )
    .option('--json <file>', 'write the scores as JSON')
    .option('--csv <file>', 'write the scores of each case and class as CSV')
    .option('--report <file>', 'write a self-contained HTML report')
  withConfig(command, 'ensemble=2')
  withExample(
    command,
    'spad evaluate --model runs/first --data my-images --split test --json scores.json',
    'spad evaluate --prediction results --truth labelsTs --labels dataset.json --csv scores.csv',
  )
  return command.action(async (flags: Flags) => {
    finish(await evaluate(flags, terminal))
  })
}

async function evaluate(flags: Flags, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags)
  if ('prediction' in given || 'truth' in given) return await evaluateFiles(given, origin, terminal)
  const config = checkConfig(evaluateSchema, given, origin)
  await checkOutputs(config, ['json', 'csv', 'report'])
  const groups = groupsOf(config)
  const { datasets } = await loadParts(config.parts)
  const found = await openWatched(config.data, groups, datasets, terminal)
  found.subset(config.split)
  const loaded = await startInference(config, terminal)
  const { model } = loaded
  try {
    // grey images are to a colour model what equal red, green and blue are
    const grey = found.channels === 1 && model.preprocessing.channels === 3
    if (grey) refuseSlices(found, neighboursOf(loaded.metadata.prepare))
    const folder = grey
      ? await openWatched(config.data, { ...groups, channels: 3 }, datasets, terminal)
      : found
    const data = folder.subset(config.split)
    checkSameClasses(model, data)
    checkChannelNames(folder, loaded.metadata, model)
    if (config.samples !== undefined) refuseWithoutReaders(folder)
    const survey = await surveyFor(loaded, folder, config.split)
    if (grey)
      terminal.err(
        'Note: the images are grey, the model takes colour: red, green and blue are equal.\n',
      )
    terminal.err(`${surveyText(survey)}\n`)
    const line = progressLine(terminal, data.names.length, 'evaluating')
    const options = samplingOptions(given, config, loaded.model)
    const summary = await evaluateModel(model, data, {
      ...options,
      groupOf: folder.groupOf,
      ...{ spacing: folder.spacing, tolerance: config.tolerance },
      onCase: (done, _, name) => {
        line.update(done, name)
      },
    })
    line.stop()
    terminal.out(`${summaryTable(summary)}\n`)
    if (summary.readers) terminal.out(`\n${readersTable(summary.readers)}\n`)
    const written: string[] = []
    const write = async (file: string | undefined, text: () => Promise<string> | string) => {
      if (file === undefined) return
      await writeAtomically(file, await text())
      written.push(shownPath(file))
    }
    await write(
      config.json,
      () =>
        `${JSON.stringify({ about: aboutScores(config, options), ...summary }, undefined, 2)}\n`,
    )
    await write(config.csv, () => summaryCsv(summary))
    await write(config.report, async () => {
      const records = await readMetrics(runPaths(config.model[0] ?? '').metrics, terminal.err)
      const about = { about: folder, split: config.split, survey, records }
      const { evaluationReport } = await import('../report/evaluation-report.js')
      return await evaluationReport({ loaded, data, summary, options, ...about })
    })
    if (written.length > 0) terminal.err(`Written: ${written.join(', ')}\n`)
    return EXIT.done
  } finally {
    model.denoiser.dispose()
  }
}

/** Grey pictures are single slices to a model that looks at slices beside each other. */
function refuseSlices({ place }: OpenedDataset, neighbours: number): void {
  if (neighbours > 0)
    fail(
      'node',
      `the images of \`${place}\` are single slices: the model takes ${2 * neighbours + 1} beside each other, as ` +
        `red, green and blue. Convert the volumes with \`spad dataset convert --neighbours ${neighbours}\`.`,
    )
}

function refuseWithoutReaders({ place, raters }: OpenedDataset): void {
  if (!raters)
    fail(
      'node',
      `\`--samples\` compares with several readers: \`${place}\` has no \`raters/\`. Leave it out, or add their masks.`,
    )
}

/** Looks at the cases before they are segmented, and at whether the model knows such images. */
async function surveyFor(
  { metadata }: LoadedModel,
  folder: OpenedDataset,
  split: Split,
): Promise<Survey> {
  const look = trainingLook(metadata)
  const foreign: { name: string; unlike: string }[] = []
  const survey = await surveyDataset(folder, {
    split,
    onCase: ({ name, image }) => {
      const unlike = unlikeTraining(look, image)
      if (unlike !== undefined) foreign.push({ name, unlike })
    },
  })
  foreign.sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    ...survey,
    notes: [...survey.notes, ...knownCases(metadata, folder, split)],
    warnings: [...survey.warnings, ...unlikeWarning(foreign)],
  }
}

/** Scores of cases that a model has seen say little of new ones. */
function knownCases(
  { data }: LoadedModel['metadata'],
  { name }: OpenedDataset,
  split: Split,
): string[] {
  if (split === 'test' || data?.name !== name) return []
  const role = { train: 'learnt from', val: 'was chosen by', all: 'learnt from or was chosen by' }
  return [
    `the model was trained on ${name}: cases that it ${role[split]} score better than new ones; ` +
      '`--split test` has those that it has not seen',
  ]
}
