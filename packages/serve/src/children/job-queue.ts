import type { Question, Result } from './messages.js'

/** A question that waits, or that a child is at. */
export interface Job {
  readonly model: string
  readonly question: Question
  /** Bytes that the question holds in memory. */
  readonly bytes: number
  /** Children that died over it. */
  readonly deaths: number
  /** Whoever asked has gone. */
  readonly signal: AbortSignal
  readonly settle: (result: Result) => void
}

/** What waits, first come, first served. */
export interface JobQueue {
  readonly length: number
  /** Bytes of all that waits. */
  readonly bytes: number
  /** Puts jobs at the end, all or, where there is no room, none. */
  add(jobs: readonly Job[]): boolean
  /** Puts jobs at the front, whether there is room or not: they had theirs. */
  putBack(jobs: readonly Job[]): void
  /** The first job, and up to `most` in all that can be answered with it. */
  take(most: number): Job[]
}

/** A queue with room for `limit` jobs of `byteLimit` bytes in all; whoever comes while nothing waits may have more. */
export function jobQueue(limit: number, byteLimit: number): JobQueue {
  let waiting: Job[] = []
  const drop = (): void => {
    waiting = waiting.filter(({ signal }) => !signal.aborted)
  }
  return {
    get length() {
      return waiting.length
    },
    get bytes() {
      return bytesOf(waiting)
    },
    add(jobs) {
      drop()
      if (waiting.length + jobs.length > limit) return false
      if (waiting.length > 0 && bytesOf(waiting) + bytesOf(jobs) > byteLimit) return false
      waiting.push(...jobs)
      return true
    },
    putBack(jobs) {
      waiting.unshift(...jobs)
    },
    take(most) {
      drop()
      const [first] = waiting
      if (!first) return []
      const taken = goesAlone(first)
        ? [first]
        : waiting.filter((job) => job.model === first.model && !goesAlone(job)).slice(0, most)
      const gone = new Set(taken)
      waiting = waiting.filter((job) => !gone.has(job))
      return taken
    },
  }
}

function bytesOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** A scan is a batch of its own; what a child may have died of takes no others along. */
function goesAlone({ question, deaths }: Job): boolean {
  return question.kind === 'scan' || deaths > 0
}
