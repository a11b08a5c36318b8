import { availableParallelism } from 'node:os'
import { type Dataset, fail, type Sample, type Size } from '@spad/core'
import { Tinypool } from 'tinypool'
import type { OpenedDataset, Split } from '../data/opened-dataset.js'
import type { ReadingTask } from './reading-worker.js'
import { threadFile } from './thread-file.js'
import { thrownInThread } from './thrown-in-thread.js'

export interface ReadInThreadsOptions {
  /** What the cases are resized to. @default they stay as they are */
  readonly size?: Size | undefined
  /** How many threads read at once. @default the processor's less one, from 1 to 4 */
  readonly threads?: number
  /** Node's own flags for the threads. @default those of this process */
  readonly execArgv?: readonly string[]
}

/** A folder whose cases are read, decoded and resized in threads, so that this one can compute meanwhile. */
export interface ThreadedReading {
  /** The cases of a split, at the size that was asked for. */
  subset(split: Split): Dataset
  /** Ends the threads. */
  stop(): Promise<void>
}

/** Cases that are files: what a thread is told by. */
type FilesOpened = Pick<OpenedDataset, 'channels' | 'classes' | 'ignore' | 'subset'> &
  Required<Pick<OpenedDataset, 'files'>>

/** Reads a folder in threads, which start with the first case and end when they have had no work for a while. */
export function readInThreads(
  folder: FilesOpened,
  { size, threads = defaultThreads(), execArgv }: ReadInThreadsOptions,
): ThreadedReading {
  const pool = new Tinypool({
    filename: threadFile('reading-worker').href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 10_000,
    // handed out at once: while this thread computes it cannot hand out another
    concurrentTasksPerWorker: 16,
    ...(execArgv && { execArgv: [...execArgv] }),
  })
  const files = new Map(folder.files.map((found) => [found.name, found]))
  const { channels, classes, ignore } = folder
  const read = async (name = ''): Promise<Sample> => {
    const found = files.get(name) ?? fail('node', `no case is called \`${name}\`.`)
    const task: ReadingTask = { found, classes, channels, ignore, size }
    try {
      return (await pool.run(task, { name: 'readAtSize' })) as Sample
    } catch (error) {
      throw thrownInThread(error)
    }
  }
  return {
    subset(split) {
      const cases = folder.subset(split)
      return { ...cases, read: (index) => read(cases.names[index]) }
    },
    stop: () => pool.destroy(),
  }
}

function defaultThreads(): number {
  return Math.min(4, Math.max(1, availableParallelism() - 1))
}
