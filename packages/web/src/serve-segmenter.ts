import { fail } from '@spad/core'
import type { ModelParts } from '@spad/models'
import { type Abort, buffersIn, packError, type Reply, type Request } from './messages.js'
import { createPageSegmenter } from './page-segmenter.js'
import type { Segmenter, SegmenterOptions } from './segmenter.js'

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

type Handler = (args: readonly never[], options: object) => Promise<unknown>

/** Makes a worker answer `createSegmenter`: `serveSegmenter(self, { parts })` is a whole worker. */
export function serveSegmenter(port: Port, { parts }: ServeOptions = {}): void {
  const running = new Map<number, AbortController>()
  let made: Segmenter | undefined
  const segmenter = (): Segmenter => made ?? fail('web', 'the worker has no segmenter yet.')
  const handlers: Readonly<Record<string, Handler>> = {
    async create(_, options) {
      made = await createPageSegmenter({
        ...(options as SegmenterOptions),
        ...(parts ? { parts } : {}),
      })
      const { backend, metadata } = made
      return { backend, metadata }
    },
    segment: ([source], options) => segmenter().segment(source as never, options),
    fineTune: ([samples], options) => segmenter().fineTune(samples as never, options),
    save: () => segmenter().save(),
    memory: () => segmenter().memory(),
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
      const handle = handlers[method] ?? fail('web', `the worker knows no \`${method}\`.`)
      reply({ id, value: await handle(args as never[], all) })
    } catch (error) {
      reply({ id, error: packError(error) })
    } finally {
      running.delete(id)
    }
  }
  port.addEventListener('message', ({ data }) => {
    if ('abort' in data) running.get(data.id)?.abort()
    else void answer(data)
  })
}
