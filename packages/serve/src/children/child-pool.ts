import { fail } from '@spad/core'
import { type Job, jobQueue } from './job-queue.js'
import type { ChildOptions, ModelInfo, Question, Result } from './messages.js'
import { type InferenceChild, startChild } from './start-child.js'

/** Deaths of children after which a question is given up. */
const MOST_DEATHS = 3
/** How long to wait before a child is started again that did not start, in ms. */
const PAUSE = 1000

export interface PoolOptions extends ChildOptions {
  readonly children: number
  /** Images that may wait. */
  readonly queue: number
  /** Images that go through a network together at most. */
  readonly together: number
  readonly execArgv?: readonly string[]
  /** Told of every batch and every child that died. */
  readonly onEvent?: (event: { readonly batch: number } | { readonly died: true }) => void
}

/** Processes that answer, and what waits for them. */
export interface ChildPool {
  readonly models: readonly ModelInfo[]
  readonly backend: string
  /** How many questions may wait. */
  readonly limit: number
  /** How many questions wait. */
  readonly waiting: () => number
  /** How many children can answer. */
  readonly alive: () => number
  /** Asks; `undefined` where there is no room. An answer for whom has gone never comes. */
  ask(
    model: string,
    questions: readonly Question[],
    signal: AbortSignal,
  ): Promise<readonly Result[]> | undefined
  /** Ends the children. */
  stop(): void
}

/**
 * Starts children and keeps as many alive. Whichever is free takes what waits, up to
 * `together` at a time and without delay. A question whose child dies goes to another, alone, three times at most.
 *
 * @throws SpadError if the children cannot be started.
 */
export async function startPool(options: PoolOptions): Promise<ChildPool> {
  const { children: count, queue: limit, together, execArgv, onEvent, ...childOptions } = options
  const queue = jobQueue(limit)
  const all = new Set<InferenceChild>()
  const idle = new Set<InferenceChild>()
  let stopped = false

  const start = async (): Promise<InferenceChild> => {
    const child = await startChild(childOptions, execArgv)
    if (stopped) child.stop()
    all.add(child)
    idle.add(child)
    void child.ended.then(() => {
      all.delete(child)
      idle.delete(child)
      if (stopped) return
      onEvent?.({ died: true })
      void restart()
    })
    dispatch()
    return child
  }
  const restart = async (): Promise<void> => {
    while (!stopped)
      try {
        await start()
        return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, PAUSE).unref())
      }
  }
  const dispatch = (): void => {
    for (const child of [...idle]) {
      const share = Math.ceil(queue.length / idle.size)
      const [first, ...others] = queue.take(Math.min(together, share))
      if (!first) return
      idle.delete(child)
      void work(child, [first, ...others]).then(dispatch)
    }
  }
  const work = async (child: InferenceChild, jobs: readonly [Job, ...Job[]]): Promise<void> => {
    onEvent?.({ batch: jobs.length })
    const questions = jobs.map(({ question }) => question)
    try {
      const results = await child.answer(jobs[0].model, questions)
      if (all.has(child)) idle.add(child)
      jobs.forEach(({ settle }, i) => {
        settle(results[i] ?? { ok: false, status: 500, message: UNANSWERED })
      })
    } catch {
      const again = jobs.map((job) => ({ ...job, deaths: job.deaths + 1 }))
      queue.putBack(again.filter(({ deaths }) => deaths < MOST_DEATHS))
      for (const { deaths, settle } of again)
        if (deaths >= MOST_DEATHS) settle({ ok: false, status: 500, message: TOO_MANY })
    }
  }

  const started = await startAll(count, start).catch((error: unknown) => {
    stopped = true
    for (const child of all) child.stop()
    throw error
  })
  return {
    ...started,
    limit,
    waiting: () => queue.length,
    alive: () => all.size,
    ask(model, questions, signal) {
      const { jobs, results } = jobsOf(model, questions, signal)
      if (!queue.add(jobs)) return undefined
      dispatch()
      return results
    },
    stop() {
      stopped = true
      for (const child of all) child.stop()
    },
  }
}

const UNANSWERED = 'the server has no answer to this.'
const TOO_MANY = `${MOST_DEATHS} processes ended over this request: it is given up.`

async function startAll(
  count: number,
  start: () => Promise<InferenceChild>,
): Promise<Pick<InferenceChild, 'models' | 'backend'>> {
  const settled = await Promise.allSettled(Array.from({ length: count }, start))
  const children = settled.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
  const [{ models, backend } = fail('serve', '`children` is 0: it must be at least 1.')] = children
  return { models, backend }
}

function jobsOf(model: string, questions: readonly Question[], signal: AbortSignal) {
  const jobs: Job[] = []
  const results = questions.map(
    (question) =>
      new Promise<Result>((settle) => {
        jobs.push({ model, question, deaths: 0, signal, settle })
      }),
  )
  return { jobs, results: Promise.all(results) }
}
