import {
  decodeCheckpoint,
  encodeCheckpoint,
  fail,
  type SavedFile,
  type TrainState,
} from '@spad/core'
import { exists, settleFolder } from './atomic.js'
import { explained } from './explain-io.js'
import { folderReader } from './folder-reader.js'
import type { RunBook } from './run-book.js'

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
 * Reads a checkpoint; `undefined` if the run never got as far as one.
 *
 * @throws SpadError naming the file if one is missing, cut or damaged.
 */
export async function readRunState(dir: string): Promise<RunCheckpoint | undefined> {
  await explained(dir, 'read', () => settleFolder(dir))
  if (!(await exists(dir))) return undefined
  const { state, extra } = await decodeCheckpoint(folderReader(dir))
  const book = extra.book as RunBook | undefined
  if (book?.step !== state.step)
    fail(
      'node',
      `\`${dir}\` holds a checkpoint that \`spad train\` did not write: it cannot resume it.`,
    )
  return { state, book }
}
