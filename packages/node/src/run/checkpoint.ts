import {
  decodeCheckpoint,
  encodeCheckpoint,
  fail,
  type SavedFile,
  type TrainState,
} from '@spad/core'
import { explained } from '../files/explain-io.js'
import { folderReader } from './folder-reader.js'
import { readReplaced } from '../files/read-replaced.js'
import { parseBook, type RunBook } from './run-book.js'

/** All that a run needs to go on. */
export interface RunCheckpoint {
  readonly state: TrainState
  readonly book: RunBook
}

/** The files of a checkpoint. */
export async function saveRunState({ state, book }: RunCheckpoint): Promise<SavedFile[]> {
  return await encodeCheckpoint(state, { book })
}

/**
 * Reads a checkpoint, also while a training replaces it; `undefined` if the run never got as far as one.
 *
 * @throws SpadError naming the file if one is missing, cut or damaged.
 */
export async function readRunState(dir: string): Promise<RunCheckpoint | undefined> {
  return await explained(dir, 'read', () => readReplaced(dir, readFrom))
}

async function readFrom(dir: string): Promise<RunCheckpoint> {
  const { state, extra } = await decodeCheckpoint(folderReader(dir))
  const book = parseBook(extra.book)
  if (book?.step !== state.step)
    fail(
      'node',
      `\`${dir}\` holds a checkpoint that \`spad train\` did not write: it cannot resume it.`,
    )
  return { state, book }
}
