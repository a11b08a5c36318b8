import { type LockOptions, lockState, takeLock } from './lock.js'

/** How long a process of another machine may show no sign of life, in ms: whether it runs cannot be seen. */
const SILENCE = 600_000

export interface InTurnOptions extends LockOptions {
  /** Changes as long as who has the lock gets on with its work. */
  readonly sign: () => Promise<unknown>
  /** Told once that another is waited for. */
  readonly onWait?: (() => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Holds a lock as long as the work takes, and waits for it while another process does the same work.
 *
 * @throws SpadError that says who has it, if a process of another machine shows no sign of life.
 */
export async function inTurn<T>(
  file: string,
  { sign, onWait, signal, ...options }: InTurnOptions,
  work: () => Promise<T>,
): Promise<T> {
  let last: unknown
  let silent = performance.now()
  let told = false
  for (;;) {
    signal?.throwIfAborted()
    const state = await lockState(file)
    const now = await sign()
    if (now !== last || state !== 'unknown') silent = performance.now()
    last = now
    if (state === 'free' || performance.now() - silent > SILENCE) {
      const lock = await takeLock(file, options).catch(async (error: unknown) => {
        // another was faster, or is there still
        if (state !== 'free' || (await lockState(file)) === 'free') throw error
        return undefined
      })
      if (lock)
        try {
          return await work()
        } finally {
          await lock.release()
        }
    }
    if (!told) onWait?.()
    told = true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
