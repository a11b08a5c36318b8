import { areaMeter, fail, type TrainOptions } from '@spad/core'
import { type BackendReport, useBackend } from '../backend/use-backend.js'
import { checkDataset } from '../data/check-dataset.js'
import { type FolderDataset, openDataset } from '../data/open-dataset.js'
import { parseFold } from '../planning/fold.js'
import { fingerprintMeter } from '../planning/fingerprint.js'
import { writeAtomically } from '../run/atomic.js'
import { readRunState } from '../run/checkpoint.js'
import { datasetDigest, newBook, type RunBook } from '../run/run-book.js'
import { clearRun, prepareFolder, RUN_MARK } from '../run/run-folder.js'
import { type RunPaths, runPaths } from '../run/run-paths.js'
import { type Assembly, assemble } from './assemble.js'
import { concludeRun } from './conclude-run.js'
import { formatConfig } from './config-file.js'
import { EXIT } from './exit.js'
import { loadParts } from './load-parts.js'
import { patientLine } from './patient-line.js'
import { beginWith } from './begin-with.js'
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
  const fold = plan.config.fold === undefined ? undefined : parseFold(plan.config.fold)
  const data = await openDataset(plan.config.data, { fold })
  const { areas, fingerprint } = await checkAndMeasure(data, terminal)
  const { threads } = plan.config
  const backend = await useBackend(plan.config.backend, threads === undefined ? {} : { threads })
  const assembly = assemble(plan.config, data, { fingerprint, areas, parts })
  try {
    const { config } = assembly
    const paths = runPaths(config.out)
    const start = await startingPoint(plan, paths, data)
    if (config.init !== undefined && plan.way !== 'resume')
      terminal.err(await beginWith(assembly.model, config.init, parts))
    checkWorkers(config, backend.name)
    if (plan.way === 'clear') await clearRun(config.out)
    await prepareFolder(config.out)
    if (plan.way !== 'resume') await writeConfig(paths, config)
    announce(assembly, data, backend, start, terminal)
    const book = await withCases(assembly, data, (cases) =>
      withWorkers(assembly, (gradients) =>
        trainWatched(assembly, cases, paths, { ...start, gradients }, terminal),
      ),
    )
    if (config.report) await concludeRun(assembly, data, paths, book, terminal)
    return EXIT.done
  } finally {
    assembly.model.denoiser.dispose()
  }
}

/** One look at every case: is it sound, how large are its classes, and how thin? */
async function checkAndMeasure(data: FolderDataset, terminal: Terminal) {
  const prints = fingerprintMeter(data.classes)
  const areas = areaMeter(data.classes.length)
  const training = new Set(data.splits.train)
  const line = patientLine(terminal, data.files.length, 'checking')
  let checked = 0
  try {
    await checkDataset(data, {
      onCase: (sample) => {
        const { name, labels } = sample
        if (training.has(name)) {
          areas.add(labels)
          prints.add(sample)
        }
        line.update(++checked, name)
      },
    })
  } finally {
    line.stop()
  }
  return { areas, fingerprint: prints.result() }
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
      `${config.size} pixels${config.fit ? ` in ${config.fit.type}` : ''}, ${config.steps} steps of ${config.batch}, ` +
      `backend ${backend.name} (${backend.version})` +
      `${config.workers > 1 ? `, ${config.workers} workers` : ''}\n${sizeRule ? `${sizeRule}\n` : ''}`,
  )
  if (book.step > 0) terminal.err(`Going on after step ${book.step}.\n`)
  terminal.err(`Writing to ${shownPath(config.out)}\n`)
}
