import { fail, type TrainOptions } from '@spad/core'
import type { OpenedDataset } from '../data/opened-dataset.js'
import { parseFold } from '../planning/fold.js'
import { exists } from '../files/atomic.js'
import { readRunState } from '../run/checkpoint.js'
import { type ContentMeter, markData } from '../run/data-mark.js'
import { type DataMark, newBook, type RunBook } from '../run/run-book.js'
import type { RunPaths } from '../run/run-paths.js'
import { groupsOf } from '../config/groups-of.js'
import type { TrainingParts } from '../config/training-parts.js'
import { isS3 } from '../s3/address.js'
import { openWatched } from './open-watched.js'
import type { Plan } from './resume.js'
import type { Terminal } from './terminal.js'

/** Where a training begins. */
export interface Start {
  readonly book: RunBook
  readonly resume?: NonNullable<TrainOptions['resume']>
  /** Who computes the steps, if not this thread. */
  readonly gradients?: TrainOptions['gradients'] | undefined
}

/** Opens the data of a training; says how to go on if they are no longer where a run knows them to be. */
export async function openRunData(
  { way, config, stored }: Plan,
  { datasets }: Pick<TrainingParts, 'datasets'>,
  terminal: Terminal,
): Promise<OpenedDataset> {
  const { data } = config
  if (
    typeof data === 'string' &&
    !isS3(data) &&
    way === 'resume' &&
    data === stored?.data &&
    !(await exists(data))
  )
    fail(
      'node',
      `\`${data}\`, where the run's data were, does not exist. If they have moved, say where by ` +
        '`--data NEW` beside `--resume`: the run keeps the new place.',
    )
  const fold = config.fold === undefined ? undefined : parseFold(config.fold)
  return await openWatched(data, { ...groupsOf(config), fold }, datasets, terminal)
}

/** A data set, and what its cases hold where they are no files. */
interface LookedAt {
  readonly data: OpenedDataset
  readonly contents: ContentMeter['contents']
}

/** Reads the checkpoint of a resumed run, if it got as far as one, and makes sure that it is of these data. */
export async function startingPoint(
  plan: Plan,
  paths: RunPaths,
  { data, contents }: LookedAt,
  terminal: Terminal,
): Promise<Start> {
  const mark = await markData(data, contents)
  const checkpoint = plan.way === 'resume' ? await readRunState(paths.checkpoint) : undefined
  if (!checkpoint) return { book: newBook(mark) }
  const { book, state } = checkpoint
  refuseOtherData(book, mark, data.place)
  if (book.content === undefined)
    terminal.err(
      'The checkpoint is of an older release, which did not note the splits and what the files hold: ' +
        'that they are the same is not checked. From the next checkpoint on it is.\n',
    )
  if (plan.config.steps !== undefined && plan.config.steps < state.step)
    fail(
      'node',
      `\`steps\` is ${plan.config.steps}: the run has done ${state.step} already. Give at least as many.`,
    )
  return { book: { ...book, ...mark }, resume: state }
}

function refuseOtherData(book: RunBook, mark: Required<DataMark>, place: string): void {
  const refuse = (what: string, why = ''): never =>
    fail(
      'node',
      `\`--data\` is ${place}: ${what} the run was begun with${why}. Resume with the same ` +
        'data set, or start another run.',
    )
  if (book.data !== mark.data) refuse('its classes or cases are not those that')
  if (book.splits !== undefined && book.splits !== mark.splits)
    refuse(
      'its splits are not those that',
      ', so that cases it was trained on may be test cases now',
    )
  if (book.content !== undefined && book.content !== mark.content)
    refuse('what its image and mask files hold is not what')
}
