import { ATTEMPTS, FinalFailure, NotNow, type Queue, type Task, type TaskStatus } from './queue.js'

interface Entry {
  readonly task: Task
  status: TaskStatus
  attempts: number
}

/** A queue inside this process, gone with it: what it makes lies in files, so nothing is lost. */
export function memoryQueue(): Queue {
  const entries = new Map<string, Entry>()
  const inState = (state: TaskStatus['state']): Entry[] =>
    [...entries.values()].filter((entry) => entry.status.state === state)
  return {
    add(tasks) {
      for (const task of tasks) {
        const state = entries.get(task.key)?.status.state
        if (state !== 'waiting' && state !== 'working')
          entries.set(task.key, { task, status: { state: 'waiting' }, attempts: 0 })
      }
      return Promise.resolve()
    },
    async process(work, { concurrency = 1, signal, untilEmpty = false } = {}) {
      const worker = async (): Promise<void> => {
        while (!signal?.aborted) {
          const [next] = inState('waiting')
          if (next) await attempt(next, work)
          else if (untilEmpty && inState('working').length === 0) return
          else await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }
      await Promise.all(Array.from({ length: concurrency }, worker))
    },
    status: (keys) =>
      Promise.resolve(keys.map((key) => entries.get(key)?.status ?? { state: 'waiting' })),
    close: () => Promise.resolve(),
  }
}

async function attempt(entry: Entry, work: (task: Task) => Promise<void>): Promise<void> {
  entry.status = { state: 'working' }
  try {
    await work(entry.task)
    entry.status = { state: 'done' }
  } catch (error) {
    if (error instanceof NotNow) {
      await new Promise((resolve) => setTimeout(resolve, 200))
      entry.status = { state: 'waiting' }
      return
    }
    const final = error instanceof FinalFailure || ++entry.attempts >= ATTEMPTS
    const reason = error instanceof Error ? error.message : String(error)
    entry.status = final ? { state: 'failed', reason } : { state: 'waiting' }
  }
}
