import { fail } from '@spad/core'
import type { ModelParts } from '@spad/models'
import { type Abort, buffersIn, packError, type Reply, type Request } from '../messages.js'
import { createPageSegmenter } from '../page/page-segmenter.js'
import type { Segmenter, SegmenterOptions } from '../segmenter.js'
import type { Created } from './worker-segmenter.js'

/** What is used of a worker's global scope. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void
  addEventListener(
    type: 'message',
    listen: (event: { readonly data: Abort | Request }) => void,
  ): void
}

export interface ServeOptions {
  /** The parts that a model may name. @default `modelParts`, those of this project */
  readonly parts?: ModelParts
}

/** Makes a worker answer `createSegmenter`: `serveSegmenter(self, { parts })` is a whole worker. */
export function serveSegmenter(port: Port, { parts }: ServeOptions = {}): void {
  const running = new Map<number, AbortController>()
  let made: Segmenter | undefined
  const create = async (options: SegmenterOptions): Promise<Created> => {
    made = await createPageSegmenter({ ...options, ...(parts && { parts }) })
    const { backend, metadata } = made
    return { backend, metadata }
  }
  const reply = (message: Reply): void => {
    port.postMessage(message, [...buffersIn(message)])
  }
  const answer = async ({ id, method, args, options, callbacks }: Request): Promise<void> => {
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
      const value = await (method === 'create'
        ? create(all as SegmenterOptions)
        : (made ?? fail('web', 'the worker has no segmenter yet.'))[method](
            ...(args as [never]),
            all,
          ))
      reply({ id, value })
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
    else void answer(data)
  })
}
