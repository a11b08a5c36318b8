/**
 * A piece of work that anybody may do, and twice without harm. It may be stored where others can read it:
 * it holds no pictures and no names of files.
 */
export interface Task {
  /** A digest of all that decides the result. */
  readonly key: string
  /** What kind of work it is. @default 'segment' */
  readonly work?: string
  /** The manifest that says what is to be done. */
  readonly manifest: string
  /** The manifest's own digest. */
  readonly digest: string
  /** Which of the manifest's pieces. */
  readonly index: number
}

export type TaskState = 'waiting' | 'working' | 'done' | 'failed'

export interface TaskStatus {
  readonly state: TaskState
  /** Why it failed. */
  readonly reason?: string
}

/** Trying a task again would not help. */
export class FinalFailure extends Error {
  override readonly name = 'FinalFailure'
}

/** The task was not done and nothing is wrong: it waits again, and counts as not tried. */
export class NotNow extends Error {
  override readonly name = 'NotNow'
}

export interface ProcessOptions {
  /** Tasks at once. @default 1 */
  readonly concurrency?: number
  /** Once it aborts, no other task begins; those under way are finished. */
  readonly signal?: AbortSignal
  /** Ends once nothing waits and nothing is under way. @default false */
  readonly untilEmpty?: boolean
}

/**
 * Where tasks wait and workers find them. Each is done at least once: where a worker is killed, another
 * does its task again.
 */
export interface Queue {
  /** Adds tasks; one that waits or is under way is left alone, one that ended before is done again. */
  add(tasks: readonly Task[]): Promise<void>
  /**
   * Does tasks until it is told to end. A task that throws is tried again, three times in all, but for
   * {@link FinalFailure} and for {@link NotNow}, which gives it back.
   */
  process(work: (task: Task) => Promise<void>, options?: ProcessOptions): Promise<void>
  /** How each of these tasks is; nothing is known of one that was never added: it waits. */
  status(keys: readonly string[]): Promise<readonly TaskStatus[]>
  /** Lets go of connections. */
  close(): Promise<void>
}

/** How often a task is tried that does not fail for good. */
export const ATTEMPTS = 3

export interface QueueOptions {
  /** Seconds after which the task of a worker that says nothing is given to another. @default 30 */
  readonly lease?: number
  /** Only tasks that were added under the same name are seen. @default 'spad' */
  readonly name?: string
  /** Seconds for which a broker that is not there yet is waited for. @default 0 */
  readonly patience?: number
  /** Told what a user should know about the broker. */
  readonly onNote?: (note: string) => void
}
