import type * as bullmq from 'bullmq'
import { importOptional } from '../backend/optional-package.js'
import {
  type QueueOptions,
  ATTEMPTS,
  FinalFailure,
  NotNow,
  type Queue,
  type Task,
  type TaskStatus,
} from './queue.js'
import { onceAway, patiently } from './patiently.js'

export type BullMq = typeof bullmq
type BullQueue = bullmq.Queue<Task>

/** What all that is ours begins with on a broker. */
const PREFIX = 'spad'
/** How long a task waits that was given back, in ms. */
const PAUSE = 1000

/** How a broker is reached: a connection of its own for each of a queue's two ends. */
export interface Broker {
  /** Options of BullMQ that say where the broker is. */
  connection(): Record<string, unknown>
  /** What takes the place of BullMQ's Redis, where it is another one. */
  backend?(bull: BullMq): unknown
  /** Whether an error says that it is away for the moment; without it, its connections wait by themselves. */
  isAway?(error: unknown): boolean
  close(): Promise<void>
}

/** Tasks on a broker by BullMQ, which the caller installs. */
export async function bullMqQueue(
  broker: Broker,
  { lease = 30, name = PREFIX, onNote }: QueueOptions,
): Promise<Queue> {
  const bull = (await importOptional('bullmq', CURE)) as BullMq
  const shared = { connection: broker.connection(), prefix: PREFIX }
  const backend = broker.backend ? [broker.backend(bull)] : []
  const asked = <T>(ask: () => Promise<T>): Promise<T> =>
    patiently(ask, (error) => broker.isAway?.(error) ?? false, onceAway(onNote))
  const queue = await asked(() =>
    ready(Reflect.construct(bull.Queue, [name, shared, ...backend]) as BullQueue),
  )
  return {
    async add(tasks) {
      for (const task of tasks) await asked(() => addOne(queue, task))
    },
    async process(work, { concurrency = 1, signal, untilEmpty = false } = {}) {
      const run = async (job: bullmq.Job<Task>, token?: string): Promise<void> => {
        try {
          await work(job.data)
        } catch (error) {
          if (error instanceof NotNow) {
            await job.moveToDelayed(Date.now() + PAUSE, token)
            throw new bull.DelayedError()
          }
          if (error instanceof FinalFailure) throw new bull.UnrecoverableError(error.message)
          throw error
        }
      }
      const options = {
        ...shared,
        connection: broker.connection(),
        concurrency,
        lockDuration: lease * 1000,
        stalledInterval: lease * 1000,
        // a worker that is killed is nothing that a task is to blame for
        maxStalledCount: 1000,
      }
      const words = [name, run, options, ...backend]
      const worker = await asked(() =>
        ready(Reflect.construct(bull.Worker, words) as bullmq.Worker<Task>),
      )
      const isEmpty = (): Promise<boolean> => asked(() => isDone(queue))
      await untilTold(isEmpty, signal, untilEmpty)
      await worker.close()
    },
    status: (keys) => asked(() => Promise.all(keys.map((key) => statusOf(queue, key)))),
    async close() {
      await queue.close()
      await broker.close()
    },
  }
}

interface QueueEnd {
  on(event: 'error', listener: () => void): unknown
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
}

/** One of BullMQ's ends, once it is connected; one that could not be at first never is. */
async function ready<End extends QueueEnd>(end: End): Promise<End> {
  // later on, connections that break are made again
  end.on('error', () => undefined)
  try {
    await end.waitUntilReady()
    return end
  } catch (error) {
    await end.close().catch(() => undefined)
    throw error
  }
}

export const CURE = 'Run `npm install bullmq ioredis` (or `bullmq pg`).'

async function addOne(queue: BullQueue, task: Task): Promise<void> {
  const before = await queue.getJob(task.key)
  const state = await before?.getState()
  if (before && (state === 'completed' || state === 'failed')) await before.remove()
  await queue.add('task', task, {
    jobId: task.key,
    attempts: ATTEMPTS,
    backoff: { type: 'exponential', delay: 1000 },
  })
}

async function statusOf(queue: BullQueue, key: string): Promise<TaskStatus> {
  const job = await queue.getJob(key)
  const state = await job?.getState()
  if (state === 'completed') return { state: 'done' }
  if (state === 'failed') return { state: 'failed', reason: job?.failedReason ?? '' }
  return { state: state === 'active' ? 'working' : 'waiting' }
}

/** Whether nothing waits and nothing is under way. */
async function isDone(queue: BullQueue): Promise<boolean> {
  const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized')
  return Object.values(counts).every((count) => count === 0)
}

async function untilTold(
  isEmpty: () => Promise<boolean>,
  signal: AbortSignal | undefined,
  untilEmpty: boolean,
): Promise<void> {
  while (!signal?.aborted) {
    if (untilEmpty && (await isEmpty())) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
