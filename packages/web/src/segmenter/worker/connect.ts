import { SpadError } from '@spad/core'
import { type Reply, type Request, unpackError } from '../messages.js'

/** Options of a call: data, a signal and functions, which the worker calls from afar. */
interface CallOptions {
  readonly signal?: AbortSignal
}

/** The page's end of a worker. */
export interface Connection {
  /** @throws what the worker threw, or the reason of `options.signal` as soon as that aborts. */
  readonly call: <T>(
    method: Request['method'],
    args: readonly unknown[],
    options?: CallOptions,
    transfer?: Transferable[],
  ) => Promise<T>
  /** Ends the worker; calls that wait, and later ones, fail. */
  readonly end: () => void
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  readonly callbacks: Readonly<Record<string, (...args: unknown[]) => void>>
}

/** @param patience Milliseconds that the worker may take until it first speaks. */
export function connect(worker: Worker, patience: number): Connection {
  const pending = new Map<number, Pending>()
  let ended: string | undefined
  let last = 0

  const endWith = (reason: string): void => {
    ended ??= reason
    clearTimeout(late)
    worker.terminate()
    for (const { reject } of pending.values()) reject(failure(reason))
    pending.clear()
  }
  // a script that a policy keeps away, or that waits for another, raises no error
  const late = setTimeout(() => {
    endWith(
      `the worker did not start within ${patience / 1000} s: its file, or one that it imports, is not served, ` +
        "or the page's Content-Security-Policy keeps it away (`worker-src`, `script-src`, `connect-src`). " +
        'Set `worker` to a function that makes one, or to false.',
    )
  }, patience)
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    clearTimeout(late)
    const call = pending.get(data.id)
    if (!call) return
    if ('event' in data) {
      call.callbacks[data.event]?.(...data.args)
      return
    }
    pending.delete(data.id)
    if ('error' in data) call.reject(unpackError(data.error))
    else call.resolve(data.value)
  })
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    const where = event.message ? ` (${event.message})` : ': is its file served?'
    endWith(`the worker failed${where} Set \`worker\` to a function that makes one, or to false.`)
  })

  return {
    call: <T>(
      method: Request['method'],
      args: readonly unknown[],
      { signal, ...options }: CallOptions = {},
      transfer: Transferable[] = [],
    ) =>
      new Promise<T>((resolve, reject) => {
        signal?.throwIfAborted()
        if (ended) throw failure(ended)
        const id = ++last
        const { data, callbacks } = split(options)
        const request = { id, method, args, options: data, callbacks: Object.keys(callbacks) }
        worker.postMessage(request, transfer)
        const abort = (): void => {
          pending.delete(id)
          worker.postMessage({ id, abort: true })
          reject(signal?.reason as Error)
        }
        signal?.addEventListener('abort', abort, { once: true })
        const settle =
          <V>(then: (value: V) => void) =>
          (value: V): void => {
            signal?.removeEventListener('abort', abort)
            then(value)
          }
        pending.set(id, {
          resolve: settle(resolve as (value: unknown) => void),
          reject: settle(reject),
          callbacks,
        })
      }),
    end: () => {
      endWith('the segmenter was disposed: create another one.')
    },
  }
}

function failure(reason: string): SpadError {
  return new SpadError('web', reason, { code: 'worker' })
}

function split(options: object): Pick<Pending, 'callbacks'> & { data: object } {
  const entries = Object.entries<unknown>(options as Record<string, unknown>)
  const isFunction = ([, value]: [string, unknown]): boolean => typeof value === 'function'
  return {
    data: Object.fromEntries(entries.filter((entry) => !isFunction(entry))),
    callbacks: Object.fromEntries(entries.filter(isFunction)) as Pending['callbacks'],
  }
}
