import { Worker } from 'node:worker_threads'
import { SpadError, wordsOf } from '@spad/core'
import { threadFile } from './thread-file.js'
import { thrownInThread } from './thrown-in-thread.js'

/** A thread that is spoken to. */
export interface WorkerThread<Told, Says> {
  tell(message: Told): void
  /**
   * What it says next; ask before it is told what it is to answer.
   *
   * @throws WorkerEnded if it has ended or ends before.
   */
  next(): Promise<Says>
  /** Ends it, whatever it is at. */
  stop(): Promise<void>
}

/** A thread ended by itself, which none should: out of memory, or an error in a part. */
export class WorkerEnded extends SpadError {}

/**
 * Starts a thread.
 *
 * @param name Its file's; see {@link threadFile}.
 * @param execArgv Node's own flags for it; by default those of this process.
 */
export function startWorkerThread<Told, Says>(
  name: string,
  workerData: unknown,
  execArgv?: readonly string[],
): WorkerThread<Told, Says> {
  const worker = new Worker(threadFile(name), {
    workerData,
    // left out, and not given, for those of this process: V8's flags may not be given
    ...(execArgv && { execArgv: [...execArgv] }),
  })
  const ended = new Promise<never>((_, reject) => {
    worker.once('error', (error) => {
      reject(endedBy(wordsOf(thrownInThread(error)), error))
    })
    worker.once('exit', (code) => {
      reject(endedBy(`exit status ${code}`))
    })
  })
  // whoever waits hears of it; nobody may be waiting
  ended.catch(() => undefined)
  return {
    tell(message) {
      worker.postMessage(message)
    },
    async next() {
      const said = new Promise<Says>((resolve) => worker.once('message', resolve))
      return await Promise.race([said, ended])
    },
    async stop() {
      await worker.terminate()
    },
  }
}

function endedBy(reason: string, cause?: unknown): WorkerEnded {
  return new WorkerEnded('node', `a worker thread ended early: ${reason.replace(/[.]?$/, '.')}`, {
    cause,
    code: 'thread',
  })
}
