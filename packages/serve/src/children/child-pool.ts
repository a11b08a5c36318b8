import { fail } from '@spad/core'
import { gathering } from './gathering.js'
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
  /** Bytes that what waits may have in all. */
  readonly queueBytes: number
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
  /** How many bytes they have. */
  readonly waitingBytes: () => number
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
 * Starts children and keeps as many alive. Whichever is free takes its share of what waits, up to
 * `together` at a time; one that had several a moment ago gives their clients a moment to ask again. A question whose child dies goes to another, alone, three times at most.
 *
 * @throws SpadError if the children cannot be started.
 */
export async function startPool(options: PoolOptions): Promise<ChildPool> {
  const {
    children: count,
    queue: limit,
    queueBytes,
    together,
    execArgv,
    onEvent,
    ...childOptions
  } = options
  const queue = jobQueue(limit, queueBytes)
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
  const gather = gathering<InferenceChild>(() => performance.now())
  let later: NodeJS.Timeout | undefined
  const dispatch = (): void => {
    clearTimeout(later)
    const delays = [...idle].flatMap((child) => giveTo(child))
    if (delays.length > 0) later = setTimeout(dispatch, Math.ceil(Math.min(...delays)))
  }
  /** What it waits still, in ms, if it does. */
  const giveTo = (child: InferenceChild): number[] => {
    if (queue.length === 0) return []
    const delay = gather.delay(child, queue.length)
    if (delay > 0) return [delay]
    const share = Math.ceil(queue.length / idle.size)
    const [first, ...others] = queue.take(Math.min(together, share))
    if (!first) return []
    idle.delete(child)
    void work(child, [first, ...others]).then(dispatch)
    return []
  }
  const work = async (child: InferenceChild, jobs: readonly [Job, ...Job[]]): Promise<void> => {
    onEvent?.({ batch: jobs.length })
    const questions = jobs.map(({ question }) => question)
    const start = performance.now()
    try {
      const results = await child.answer(jobs[0].model, questions)
      gather.answered(child, jobs.length, performance.now() - start)
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
    waitingBytes: () => queue.bytes,
    alive: () => all.size,
    ask(model, questions, signal) {
      const { jobs, results } = jobsOf(model, questions, signal)
      if (!queue.add(jobs)) return undefined
      dispatch()
      return results
    },
    stop() {
      stopped = true
      clearTimeout(later)
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
        jobs.push({ model, question, bytes: sizeOf(question), deaths: 0, signal, settle })
      }),
  )
  return { jobs, results: Promise.all(results) }
}

/** Bytes of a question's pixels or files. */
function sizeOf(question: Question): number {
  if (question.kind === 'tensor') return question.image.data.byteLength
  if (question.kind === 'picture') return question.bytes.length
  return question.files.reduce((sum, { bytes }) => sum + bytes.length, 0)
}
