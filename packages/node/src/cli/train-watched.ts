import { amount, type Dataset, SpadError, type TrainEvent, TrainingDiverged } from '@spad/core'
import { saveModel } from '@spad/models'
import { readRunState, saveRunState } from '../run/checkpoint.js'
import type { Lock } from '../files/lock.js'
import type { RunBook } from '../run/run-book.js'
import type { RunPaths } from '../run/run-paths.js'
import { runTraining } from '../run/run-training.js'
import type { Assembly } from '../training/assemble.js'
import { Interrupted } from './exit.js'
import { listenForInterrupt } from './interrupt.js'
import { explainMemory } from './out-of-memory.js'
import { WorkerEnded } from '../workers/worker-thread.js'
import { patientLine } from './patient-line.js'
import { duration, type ProgressLine, progressLine } from './progress-line.js'
import type { ResolvedConfig } from '../config/resolve-config.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'
import type { Start } from './run-start.js'
import type { TrainingCases } from '../training/training-cases.js'

/** A run's folder, and the right to write there. */
export interface RunPlace {
  readonly paths: RunPaths
  readonly lock: Lock
}

/** Trains with a progress bar, and with Ctrl-C as a wish to go on later. */
export async function trainWatched(
  assembly: Assembly,
  cases: TrainingCases,
  { paths, lock }: RunPlace,
  { book: begun, resume, gradients }: Start,
  terminal: Terminal,
): Promise<RunBook> {
  const { config, model, options } = assembly
  const interrupt = listenForInterrupt(terminal)
  const line = progressLine(terminal, config.steps, 'training', begun.step)
  const look = patientLine(terminal, cases.train.names.length, 'reading')
  let latest = begun
  const note = noteTo(line, (now) => (latest = now))
  try {
    const { book, stopped, early } = await runTraining({
      paths,
      model,
      data: readWith(look, cases.train),
      options: {
        ...options,
        ...(cases.validate && { validate: cases.validate }),
        ...(resume && { resume }),
        ...(gradients && { gradients }),
      },
      book: begun,
      logEvery: config.logEvery,
      checkpointEvery: config.checkpointEvery,
      keep: config.keep,
      patience: config.patience,
      tensorboard: config.tensorboard,
      encodeModel: (now) => saveModel(model, assembly.metadata(now)),
      encodeCheckpoint: (state, now) => saveRunState({ state, book: now }),
      stopping: interrupt.asked,
      check: lock.check,
      told: terminal.err,
      onStep: (event, book) => {
        look.stop()
        note(event, book)
      },
    })
    line.stop()
    if (stopped) throw new Interrupted(howToGoOn(book, config, paths))
    if (early && config.patience !== undefined)
      terminal.err(
        `Ended at step ${book.step} of ${config.steps}: ${amount(config.patience, 'validation')} passed without a gain.\n`,
      )
    terminal.err(summary(book, config.keep, paths))
    return book
  } catch (error) {
    line.stop()
    if (error instanceof TrainingDiverged)
      throw await withWhatIsKept(
        error,
        latest,
        paths,
        'Start again with a lower `learningRate.peak` and `--overwrite`.',
      )
    if (error instanceof WorkerEnded)
      throw await withWhatIsKept(
        error,
        latest,
        paths,
        `Go on with: ${resumeCommand(paths, config)}`,
      )
    const work = `a batch of ${amount(config.batch, 'image')} of ${config.size} pixels`
    throw explainMemory(error, work, 'lower `--batch` or `--size`, or take `--backend native`.')
  } finally {
    look.stop()
    interrupt.release()
  }
}

/** Before its first step, a training looks at every case: shown as long as the line is not stopped. */
function readWith(line: ProgressLine, data: Dataset): Dataset {
  const { length } = data.names
  let read = 0
  return {
    ...data,
    read: async (index) => {
      const sample = await data.read(index)
      if (++read <= length) line.update(read, sample.name)
      return sample
    },
  }
}

/** The note behind the bar: loss as a running mean, and the latest validation. */
function noteTo(line: ProgressLine, remember: (book: RunBook) => void) {
  let loss: number | undefined
  let dice: number | undefined
  return (event: TrainEvent, book: RunBook): void => {
    remember(book)
    loss = loss === undefined ? event.loss : 0.9 * loss + 0.1 * event.loss
    dice = event.validation?.dice ?? dice
    const validated = dice === undefined ? '' : `, validation Dice ${dice.toFixed(3)}`
    line.update(event.step, `loss ${loss.toFixed(3)}${validated}`)
  }
}

function howToGoOn({ step }: RunBook, config: ResolvedConfig, paths: RunPaths): string {
  return (
    `Stopped after step ${step} of ${config.steps}; everything is saved in ${shownPath(paths.dir)}.\n` +
    `Go on with: ${resumeCommand(paths, config)}`
  )
}

function resumeCommand({ dir }: RunPaths, { parts }: ResolvedConfig): string {
  const again = parts === undefined ? '' : ` --parts ${quoted(shownPath(parts))}`
  return `spad train --out ${quoted(shownPath(dir))} --resume${again}`
}

function summary({ best, seconds, step, waited }: RunBook, keep: string, paths: RunPaths): string {
  const time = duration(seconds * 1000)
  const kept = best
    ? `best validation Dice ${best.dice.toFixed(3)} at step ${best.step}`
    : 'no validation case to choose by'
  const last = keep === 'last' || !best ? ', the last weights are kept' : ''
  const share = seconds > 0 ? (100 * waited) / seconds : 0
  const idle = share < 1 ? '' : `, ${share.toFixed(0)} % of it waiting for images`
  return `Trained ${amount(step, 'step')} in ${time}${idle}; ${kept}${last}. The model: ${shownPath(paths.model)}\n`
}

/** Tells with the bad news what there still is. */
async function withWhatIsKept(
  error: SpadError,
  { best }: RunBook,
  paths: RunPaths,
  cure: string,
): Promise<SpadError> {
  const kept = await readRunState(paths.checkpoint)
  const checkpoint = kept
    ? ` The last good checkpoint, of step ${kept.book.step}, is kept in \`${shownPath(paths.checkpoint)}\`.`
    : ''
  const model = best
    ? ` The best model so far, of step ${best.step}, is in \`${shownPath(paths.model)}\`.`
    : ''
  const { where, problem, code } = error
  return new SpadError(where, `${problem}${checkpoint}${model} ${cure}`, { cause: error, code })
}

/** A path as a shell would take it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
