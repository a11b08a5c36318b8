/** Why something ended that was asked to end. */
class Stopped extends Error {}

type Task = (signal: AbortSignal) => Promise<void>

export interface Tasks {
  /** Does something, after ending what was being done; never fails. */
  do(task: Task): Promise<void>
  /** The same for what a visitor waits for: nothing that comes by itself ends it. */
  insist(task: Task): Promise<void>
  /** The same for what comes by itself: after what a visitor waits for; of several, the last. */
  yielding(task: Task): Promise<void>
  /** Ends what is being done. */
  stop(): void
}

/** Does one thing at a time, and tells when there is nothing to do or something went wrong. */
export function oneAtATime(onIdle: () => void, onError: (error: unknown) => void): Tasks {
  let current = new AbortController()
  let awaited: Promise<void> | undefined
  let last: Task | undefined
  const act = async (task: Task): Promise<void> => {
    current.abort(new Stopped())
    const mine = (current = new AbortController())
    try {
      await task(mine.signal)
    } catch (error) {
      if (mine === current && !(error instanceof Stopped)) onError(error)
    } finally {
      if (mine === current) onIdle()
    }
  }
  return {
    do: act,
    insist: async (task) => {
      const mine = (awaited = act(task))
      await mine
      if (mine === awaited) awaited = undefined
    },
    yielding: async (task) => {
      last = task
      while (awaited) await awaited
      if (last !== task) return
      last = undefined
      await act(task)
    },
    stop() {
      current.abort(new Stopped())
      last = undefined
      onIdle()
    },
  }
}
