import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { SpadError } from '@spad/core'

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
 * @param name Its file in this folder, without the ending: the same in the sources and in the build.
 * @param execArgv Node's own flags for it; by default those of this process.
 */
export function startWorkerThread<Told, Says>(
  name: string,
  workerData: unknown,
  execArgv: readonly string[] = process.execArgv,
): WorkerThread<Told, Says> {
  const file = new URL(`./${name}${extname(import.meta.url)}`, import.meta.url)
  const worker = new Worker(file, { workerData, execArgv: [...execArgv] })
  const ended = new Promise<never>((_, reject) => {
    worker.once('error', (error) => {
      reject(endedBy(error.message, error))
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
  const text = reason.replace(/^\[@spad\/[a-z]+\] /, '')
  return new WorkerEnded(
    `[@spad/node] a worker thread ended early: ${text.replace(/[.]?$/, '.')}`,
    { cause },
  )
}
