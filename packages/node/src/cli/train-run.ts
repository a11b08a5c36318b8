import { areaMeter, type AreaMeter, fail, type TrainOptions } from '@spad/core'
import { type BackendReport, useBackend } from '../backend/use-backend.js'
import { type FolderDataset, openDataset } from '../data/open-dataset.js'
import type { Survey } from '../data/survey.js'
import { surveyDataset } from '../data/survey-dataset.js'
import { surveyText } from '../data/survey-text.js'
import { writeAtomically } from '../run/atomic.js'
import { readRunState } from '../run/checkpoint.js'
import { datasetDigest, newBook, type RunBook } from '../run/run-book.js'
import { clearRun, prepareFolder, RUN_MARK } from '../run/run-folder.js'
import { type RunPaths, runPaths } from '../run/run-paths.js'
import { type Assembly, assemble } from './assemble.js'
import { concludeRun } from './conclude-run.js'
import { formatConfig } from './config-file.js'
import { EXIT } from './exit.js'
import { imageRatios } from './image-ratios.js'
import { loadParts } from './load-parts.js'
import { patientLine } from './patient-line.js'
import type { Plan } from './resume.js'
import { shownPath } from './shown-path.js'
import type { Terminal } from './terminal.js'
import type { ResolvedConfig } from './resolve-config.js'
import { trainWatched } from './train-watched.js'
import { withCases } from './training-cases.js'
import { checkWorkers, withWorkers } from './training-workers.js'

/** Where a training begins. */
export interface Start {
  readonly book: RunBook
  readonly resume?: NonNullable<TrainOptions['resume']>
  /** Who computes the steps, if not this thread. */
  readonly gradients?: TrainOptions['gradients'] | undefined
}

/** Carries out a planned training; nothing is written before everything has been checked. */
export async function trainIn(plan: Plan, terminal: Terminal): Promise<number> {
  const parts = await loadParts(plan.config.parts)
  const data = await openDataset(plan.config.data, groupsOf(plan.config))
  const { areas, survey } = await checkAndMeasure(data, terminal)
  const { threads } = plan.config
  const backend = await useBackend(plan.config.backend, threads === undefined ? {} : { threads })
  const ratios = await imageRatios(data, data.splits.train)
  const assembly = assemble(plan.config, data, {
    ...{ ratios, areas, parts },
    profile: survey.profile,
  })
  try {
    const { config } = assembly
    const paths = runPaths(config.out)
    const start = await startingPoint(plan, paths, data)
    checkWorkers(config, backend.name)
    if (plan.way === 'clear') await clearRun(config.out)
    await prepareFolder(config.out)
    if (plan.way !== 'resume') await writeConfig(paths, config)
    announce(assembly, data, backend, start, terminal)
    terminal.err(`${surveyText(survey)}\n`)
    const judged = canJudge(survey)
    if (!judged) terminal.err(UNJUDGED)
    const book = await withCases(assembly, data, judged, (cases) =>
      withWorkers(assembly, (gradients) =>
        trainWatched(assembly, cases, paths, { ...start, gradients }, terminal),
      ),
    )
    if (config.report) await concludeRun(assembly, data, survey, paths, book, terminal)
    return EXIT.done
  } finally {
    assembly.model.denoiser.dispose()
  }
}

/** The option that says whose image a case is, where it was given. */
export function groupsOf({ groupPattern }: { readonly groupPattern?: string | undefined }): {
  readonly groupPattern?: string
} {
  return groupPattern === undefined ? {} : { groupPattern }
}

/** Whether a validation case shows any class: else its Dice is 1 or 0 by convention, and chooses nothing. */
function canJudge({ classes, cases }: Survey): boolean {
  return cases.val > 0 && classes.slice(1).some((one) => one.cases.val > 0)
}

const UNJUDGED =
  'No validation case shows a class, so validation cannot choose a model: the last weights are kept.\n'

/** One look at every case: is it sound, and how much of it do its classes cover? */
async function checkAndMeasure(
  data: FolderDataset,
  terminal: Terminal,
): Promise<{ areas: AreaMeter; survey: Survey }> {
  const areas = areaMeter(data.classes.length)
  const training = new Set(data.splits.train)
  const line = patientLine(terminal, data.files.length, 'checking')
  let checked = 0
  try {
    const survey = await surveyDataset(data, {
      onCase: ({ name, labels }) => {
        if (training.has(name)) areas.add(labels)
        line.update(++checked, name)
      },
    })
    return { areas, survey }
  } finally {
    line.stop()
  }
}

/** Reads the checkpoint of a resumed run, if it got as far as one. */
async function startingPoint(plan: Plan, paths: RunPaths, data: FolderDataset): Promise<Start> {
  const digest = datasetDigest(data)
  const checkpoint = plan.way === 'resume' ? await readRunState(paths.checkpoint) : undefined
  if (!checkpoint) return { book: newBook(digest) }
  const { book, state } = checkpoint
  if (book.data !== digest)
    fail(
      'node',
      `\`--data\` is ${plan.config.data}: its classes or cases are not those that the run was begun ` +
        'with. Resume with the same data set, or start another run.',
    )
  return { book, resume: state }
}

async function writeConfig(paths: RunPaths, config: ResolvedConfig): Promise<void> {
  await writeAtomically(paths.config, `${RUN_MARK}\n${formatConfig({ ...config })}`)
}

function announce(
  { config, parameters, sizeRule }: Assembly,
  data: FolderDataset,
  backend: BackendReport,
  { book }: Start,
  terminal: Terminal,
): void {
  const { train, val, test } = data.splits
  const classes = data.classes.slice(1).map(({ name }) => name)
  terminal.err(
    `${data.name}: ${train.length} training, ${val.length} validation, ${test.length} test cases; ` +
      `${classes.join(', ')}\n` +
      `${config.recipe} ${config.preset}, ${parameters.toLocaleString('en')} parameters, ` +
      `${config.size} pixels${sizeRule}, ${config.steps} steps of ${config.batch}, ` +
      `backend ${backend.name} (${backend.version})` +
      `${config.workers > 1 ? `, ${config.workers} workers` : ''}\n`,
  )
  if (book.step > 0) terminal.err(`Going on after step ${book.step}.\n`)
  terminal.err(`Writing to ${shownPath(config.out)}\n`)
}
