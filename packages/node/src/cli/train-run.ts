import { amount, areaMeter } from '@spad/core'
import type { BackendReport } from '../backend/use-backend.js'
import type { OpenedDataset } from '../data/opened-dataset.js'
import type { Survey } from '../data/survey.js'
import { surveyDataset } from '../data/survey-dataset.js'
import { surveyText } from '../data/survey-text.js'
import { fingerprintMeter } from '../planning/fingerprint.js'
import { writeAtomically } from '../files/atomic.js'
import { type Lock, lockFile, withLock } from '../files/lock.js'
import { type ContentMeter, contentMeter } from '../run/data-mark.js'
import { clearRun, prepareFolder, RUN_MARK, settleRun } from '../run/run-folder.js'
import { type RunPaths, runPaths } from '../run/run-paths.js'
import { type Assembly, assemble } from '../training/assemble.js'
import { concludeRun } from './conclude-run.js'
import { formatConfig } from '../config/config-file.js'
import { EXIT } from './exit.js'
import type { TrainingParts } from '../config/training-parts.js'
import { loadParts } from '../config/load-parts.js'
import { lostDevice } from '../backend/lost-device.js'
import { stepsChanged } from '../training/more-steps.js'
import { patientLine } from './patient-line.js'
import { beginWith } from '../training/begin-with.js'
import { inOrder, type ResolvedConfig } from '../config/resolve-config.js'
import { placeFor, type Plan } from './resume.js'
import { openRunData, type Start, startingPoint } from './run-start.js'
import { shownPath } from '../support/shown-path.js'
import { checkBackend, startBackend } from '../backend/start-backend.js'
import type { Terminal } from './terminal.js'
import { trainWatched } from './train-watched.js'
import { withCases } from '../training/training-cases.js'
import { tuneModel } from './tune-model.js'
import { checkWorkers, withWorkers } from '../training/training-workers.js'

/** Carries out a planned training; nothing is written before everything has been checked. */
export async function trainIn(plan: Plan, terminal: Terminal): Promise<number> {
  const parts = await loadParts(plan.config.parts)
  checkBackend(plan.config.backend, parts)
  const data = await openRunData(plan, parts, terminal)
  const { areas, fingerprint, survey, contents } = await checkAndMeasure(data, terminal)
  const lost = lostDevice()
  const backend = await startBackend(plan.config, parts, lost.lose)
  const assembly = assemble(plan.config, data, {
    ...{ fingerprint, areas, parts },
    profile: survey.profile,
  })
  try {
    const { out } = assembly.config
    checkWorkers(assembly.config, backend.name)
    await prepareFolder(out)
    const options = { work: 'a training', told: terminal.err }
    await withLock(lockFile(out), options, (lock) =>
      lost.during(
        backend.name,
        trainLocked(plan, { assembly, data, contents, survey, backend, lock, parts }, terminal),
        'What was saved is kept: go on with `--resume`.',
      ),
    )
    return EXIT.done
  } finally {
    assembly.model.denoiser.dispose()
  }
}

/** A training that may begin. */
interface Prepared {
  readonly assembly: Assembly
  readonly data: OpenedDataset
  readonly contents: ContentMeter['contents']
  readonly survey: Survey
  readonly backend: BackendReport
  readonly lock: Lock
  readonly parts: TrainingParts
}

/** Trains in a folder that is this process's alone. */
async function trainLocked(
  plan: Plan,
  { assembly, data, contents, survey, backend, lock, parts }: Prepared,
  terminal: Terminal,
): Promise<void> {
  const { config } = assembly
  const paths = runPaths(config.out)
  // another process may have had it since the plan was made
  if (plan.way === 'new') await placeFor(config.out, false)
  if (plan.way === 'resume') await settleRun(config.out)
  const start = await startingPoint(plan, paths, { data, contents }, terminal)
  if (config.init !== undefined && !start.resume)
    terminal.err(await beginWith(assembly.model, config.init, parts))
  if (plan.way === 'clear') await clearRun(config.out)
  await writeConfig(paths, plan, config)
  announce(assembly, data, backend, { plan, start }, terminal)
  terminal.err(`${surveyText(survey)}\n`)
  const judged = canJudge(survey)
  if (!judged) terminal.err(UNJUDGED)
  const book = await withCases(assembly, data, judged, (cases) =>
    withWorkers(assembly, backend.name, (gradients) =>
      trainWatched(assembly, cases, { paths, lock }, { ...start, gradients }, terminal),
    ),
  )
  if (judged && config.tune) await tuneModel({ paths, lock }, data, parts, terminal)
  if (config.report) await concludeRun(assembly, data, survey, paths, book, terminal)
}

/** Whether a validation case shows any class: else its Dice is 1 or 0 by convention, and chooses nothing. */
function canJudge({ classes, cases }: Survey): boolean {
  return cases.val > 0 && classes.slice(1).some((one) => one.cases.val > 0)
}

const UNJUDGED =
  'No validation case shows a class, so validation cannot choose a model: the last weights are kept.\n'

/** One look at every case: is it sound, how large are its classes, and how thin? */
async function checkAndMeasure(data: OpenedDataset, terminal: Terminal) {
  const prints = fingerprintMeter(data.classes)
  const areas = areaMeter(data.classes.length)
  const held = contentMeter(data)
  const training = new Set(data.splits.train)
  const line = patientLine(terminal, data.names.length, 'checking')
  let checked = 0
  try {
    const survey = await surveyDataset(data, {
      onCase: (sample) => {
        const { name, labels } = sample
        held.add(sample)
        if (training.has(name)) {
          areas.add(labels)
          prints.add(sample)
        }
        line.update(++checked, name)
      },
    })
    return { areas, survey, fingerprint: prints.result(), contents: held.contents }
  } finally {
    line.stop()
  }
}

/** What decides a run's numbers, and where its data are; how one sitting computes is not kept. */
async function writeConfig(
  { config: file }: RunPaths,
  { stored }: Plan,
  config: ResolvedConfig,
): Promise<void> {
  const { backend, threads, workers, cache, report } = stored ?? config
  const sitting = { backend, threads, workers, cache, report }
  const kept = Object.fromEntries(
    Object.entries({ ...config, ...sitting }).filter(([, value]) => value !== undefined),
  )
  await writeAtomically(file, `${RUN_MARK}\n${formatConfig(inOrder(kept))}`)
}

const READERS = {
  draw: 'each step learns of each case one reader, drawn at random',
  soft: "the readers' mean is learnt",
  consensus: 'the masks alone are learnt, not the readers',
} as const

/** Says what becomes of several readers, since data decide it unless it is said. */
function readersLine({ recipe, readers = 'consensus', keep }: ResolvedConfig): string {
  return (
    `Several readers drew: recipe ${recipe}, readers ${readers} (${READERS[readers]})` +
    `${keep === 'last' ? '; the last weights are kept' : ''}.\n`
  )
}

function announce(
  { config, options, parameters, sizeRule }: Assembly,
  data: OpenedDataset,
  backend: BackendReport,
  { plan, start: { book } }: { readonly plan: Plan; readonly start: Start },
  terminal: Terminal,
): void {
  const { train, val, test } = data.splits
  const classes = data.classes.slice(1).map(({ name }) => name)
  terminal.err(
    `${data.name}: ${train.length} training, ${val.length} validation, ${test.length} test cases; ` +
      `${classes.join(', ')}\n` +
      `${config.recipe} ${config.preset}, ${parameters.toLocaleString('en')} parameters, ` +
      `${config.size} pixels${config.fit ? ` in ${config.fit.type}` : ''}, ${amount(config.steps, 'step')} of ${config.batch}, ` +
      `backend ${backend.name} (${backend.version})` +
      `${config.workers > 1 ? `, ${config.workers} workers` : ''}\n${sizeRule ? `${sizeRule}\n` : ''}`,
  )
  if (data.raters) terminal.err(readersLine(config))
  if (book.step > 0) terminal.err(`Going on after step ${book.step}.\n`)
  const before = plan.stored?.steps
  if (book.step > 0 && before !== undefined && before !== config.steps)
    terminal.err(stepsChanged(book.step, before, options))
  terminal.err(`Writing to ${shownPath(config.out)}\n`)
}
