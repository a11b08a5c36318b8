import {
  type Dataset,
  type Model,
  train,
  type TrainEvent,
  type TrainOptions,
  type TrainState,
} from '@spad/core'
import { type FileContent, replaceFolder } from '../files/atomic.js'
import { MetricsLog } from './metrics-log.js'
import type { RunBook } from './run-book.js'
import type { RunPaths } from './run-paths.js'

export interface RunTrainingOptions {
  readonly paths: RunPaths
  readonly model: Model
  readonly data: Dataset
  /** For `train`; `resume` where the run goes on from a checkpoint. */
  readonly options: TrainOptions
  /** What was remembered at the checkpoint, or a new book. */
  readonly book: RunBook
  /** Steps between two lines of the metrics; validations, the first step and the last always make one. */
  readonly logEvery: number
  /** Steps between two checkpoints; the last step always makes one. */
  readonly checkpointEvery: number
  /** Which model the run ends with: the best by validation, or that of the last step. */
  readonly keep: 'best' | 'last'
  /** Validations without a gain after which the training ends. @default it never does before its last step */
  readonly patience?: number | undefined
  /** Whether the metrics are written for TensorBoard too. @default false */
  readonly tensorboard?: boolean | undefined
  /** The files of the model as it is now. */
  readonly encodeModel: (book: RunBook) => Promise<readonly FileContent[]>
  /** The files of a checkpoint. */
  readonly encodeCheckpoint: (state: TrainState, book: RunBook) => Promise<readonly FileContent[]>
  /** Asked after each step: should the run save and stop? */
  readonly stopping?: () => boolean
  /** Asked before a folder is replaced: is the run still this process's? */
  readonly check?: () => Promise<void>
  /** Hears what was found wrong and left out. */
  readonly told?: (message: string) => void
  /** Told after each step, when all of its files are written. */
  readonly onStep?: (event: TrainEvent, book: RunBook) => void
}

/** How a run ended. */
export interface RunOutcome {
  readonly book: RunBook
  readonly stopped: boolean
  /** Whether `patience` ended it before its last step. */
  readonly early?: boolean
}

/**
 * Trains and writes the run's files as it goes.
 *
 * The order at a step is: metrics, best model, checkpoint. So a kill at any moment leaves a
 * checkpoint behind which the other files have everything, and {@link MetricsLog.rewind} takes back
 * what they have beyond it.
 */
export async function runTraining(run: RunTrainingOptions): Promise<RunOutcome> {
  const log = new MetricsLog(run.paths, run.told, run.tensorboard)
  const replace = async (dir: string, files: readonly FileContent[]): Promise<void> => {
    await run.check?.()
    await replaceFolder(dir, files)
  }
  let book = run.book
  await log.rewind(book.step)
  const earlier = book.seconds
  const started = performance.now()
  if (isStale(book, run, book.step)) return { book, stopped: false, early: true }
  for await (const event of train(run.model, run.data, run.options)) {
    const seconds = earlier + (performance.now() - started) / 1000
    const waited = book.waited + event.waited / 1000
    book = { ...noteLoss(book, event), seconds, waited }
    if (isLogged(event, run.logEvery)) {
      await log.append(recordOf(event, book))
      book = { ...book, pending: { sum: 0, count: 0 } }
    }
    const before = book
    book = noteValidation(book, event)
    if (book.best !== before.best || (event.validation && run.keep === 'last'))
      await replace(run.paths.model, await run.encodeModel(book))
    const stopped = run.stopping?.() ?? false
    const early = event.validation !== undefined && isStale(book, run, event.step)
    if (stopped || early || event.step % run.checkpointEvery === 0 || event.step === event.steps) {
      const files = await run.encodeCheckpoint(await event.state(), book)
      await log.sync()
      await replace(run.paths.checkpoint, files)
    }
    run.onStep?.(event, book)
    if (event.step === event.steps) continue
    if (early) return { book, stopped: false, early }
    if (stopped) return { book, stopped }
  }
  // without validation there is no best model: the last one, averaged, is the result
  if (!book.best) await replace(run.paths.model, await run.encodeModel(book))
  return { book, stopped: false }
}

/** Whether as many validations as `patience` allows have passed since the best. */
function isStale(
  { best }: RunBook,
  { patience, options }: RunTrainingOptions,
  step: number,
): boolean {
  const { validateEvery } = options
  if (patience === undefined || validateEvery === undefined || !best) return false
  return step - best.step >= patience * validateEvery
}

function isLogged({ step, steps, validation }: TrainEvent, every: number): boolean {
  return step === 1 || step === steps || step % every === 0 || validation !== undefined
}

function noteLoss(book: RunBook, { step, loss }: TrainEvent): RunBook {
  const { sum, count } = book.pending
  return { ...book, step, pending: { sum: sum + loss, count: count + 1 } }
}

function noteValidation(book: RunBook, { step, validation }: TrainEvent): RunBook {
  if (!validation || (book.best && validation.dice <= book.best.dice)) return book
  return { ...book, best: { step, dice: validation.dice } }
}

function recordOf(event: TrainEvent, { pending }: RunBook) {
  return {
    step: event.step,
    loss: pending.sum / pending.count,
    learningRate: event.learningRate,
    intensity: event.intensity,
    ...(event.validation ? { validation: event.validation } : {}),
  }
}
