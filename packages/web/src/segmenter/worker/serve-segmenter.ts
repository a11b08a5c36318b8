import { fail } from '@spad/core'
import type { ModelParts } from '@spad/models'
import { createPageSegmenter } from '../page/page-segmenter.js'
import type { Segmenter, SegmenterOptions } from '../segmenter.js'
import { type Port, serveCalls } from './serve-calls.js'
import type { Created } from './worker-segmenter.js'

export interface ServeOptions {
  /** The parts that a model may name. @default `modelParts`, those of this project */
  readonly parts?: ModelParts
  /** Backends of one's own; see `SegmenterOptions`. @default [] */
  readonly backends?: SegmenterOptions['backends']
}

/** Makes a worker answer `createSegmenter`: `serveSegmenter(self, { parts, backends })` is a whole worker. */
export function serveSegmenter(port: Port, more: ServeOptions = {}): void {
  let made: Segmenter | undefined
  const create = async (options: SegmenterOptions): Promise<Created> => {
    made = await createPageSegmenter({ ...options, ...more })
    const { backend, metadata } = made
    return { backend, metadata }
  }
  serveCalls(port, async (method, args, options) =>
    method === 'create'
      ? create(options as SegmenterOptions)
      : (made ?? fail('web', 'the worker has no segmenter yet.'))[method as 'segment'](
          ...(args as [never]),
          options,
        ),
  )
}
