/** Why something ended that was asked to end. */
class Stopped extends Error {}

export interface Tasks {
  /** Does something, after ending what was being done; never fails. */
  do(task: (signal: AbortSignal) => Promise<void>): Promise<void>
  /** Ends what is being done. */
  stop(): void
}

/** Does one thing at a time, and tells when there is nothing to do or something went wrong. */
export function oneAtATime(onIdle: () => void, onError: (error: unknown) => void): Tasks {
  let current = new AbortController()
  return {
    async do(task) {
      current.abort(new Stopped())
      const mine = (current = new AbortController())
      try {
        await task(mine.signal)
      } catch (error) {
        if (mine === current && !(error instanceof Stopped)) onError(error)
      } finally {
        if (mine === current) onIdle()
      }
    },
    stop() {
      current.abort(new Stopped())
      onIdle()
    },
  }
}
