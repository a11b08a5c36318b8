import { type Abort, buffersIn, packError, type Reply, type Request } from '../messages.js'

/** What is used of a worker's global scope. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void
  addEventListener(
    type: 'message',
    listen: (event: { readonly data: Abort | Request }) => void,
  ): void
}

/**
 * Answers what `connect` asks.
 *
 * @param answer Its options have a signal, and functions that call those of the page.
 */
export function serveCalls(
  port: Port,
  answer: (
    method: Request['method'],
    args: readonly unknown[],
    options: object,
  ) => Promise<unknown>,
): void {
  const running = new Map<number, AbortController>()
  const reply = (message: Reply): void => {
    port.postMessage(message, [...buffersIn(message)])
  }
  const serve = async ({ id, method, args, options, callbacks }: Request): Promise<void> => {
    const controller = new AbortController()
    running.set(id, controller)
    const calls = callbacks.map((event) => [
      event,
      (...args: unknown[]) => {
        reply({ id, event, args })
      },
    ])
    const all = { ...options, ...Object.fromEntries(calls), signal: controller.signal } as object
    try {
      reply({ id, value: await answer(method, args, all) })
    } catch (error) {
      reply({ id, error: packError(error) })
    } finally {
      running.delete(id)
    }
  }
  // the first word: the page waits for it
  port.postMessage({ id: 0, event: 'ready', args: [] }, [])
  port.addEventListener('message', ({ data }) => {
    if ('abort' in data) running.get(data.id)?.abort()
    else void serve(data)
  })
}
