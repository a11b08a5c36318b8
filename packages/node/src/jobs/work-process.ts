import { type ChildProcess, fork } from 'node:child_process'
import type { WorkOrder, WorkReport } from '../workers/work-child.js'
import { threadFile } from '../workers/thread-file.js'

/** A process that computes; one that ended is started anew for the next order. */
export interface WorkProcess {
  /** @throws if the process ends before it has reported. */
  do(order: WorkOrder): Promise<WorkReport>
  /** Ends the process. */
  stop(): void
}

/** Starts a process when it is first needed. */
export function workProcess(): WorkProcess {
  let child: ChildProcess | undefined
  const started = (): ChildProcess => {
    const fresh = fork(threadFile('work-child'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    fresh.once('exit', () => {
      if (child === fresh) child = undefined
    })
    return fresh
  }
  return {
    async do(order) {
      const current = (child ??= started())
      return await new Promise<WorkReport>((resolve, reject) => {
        const ended = (): void => {
          reject(new Error('the process that computed has ended.'))
        }
        current.once('exit', ended)
        current.once('message', (report: WorkReport) => {
          current.off('exit', ended)
          resolve(report)
        })
        current.send(order, () => undefined)
      })
    },
    stop() {
      child?.kill('SIGKILL')
    },
  }
}
