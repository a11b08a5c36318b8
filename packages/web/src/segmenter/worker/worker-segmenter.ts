import { connect } from './connect.js'
import { isStored } from '../../store/stored-address.js'
import type { Timing } from '../timing.js'
import type { Segmenter, SegmenterOptions, WebSegmentation } from '../segmenter.js'
import { sendable } from './sendable.js'
import type { VolumeSegmentation } from '../volume-options.js'

/** What a worker answers when its segmenter stands. */
export type Created = Pick<Segmenter, 'backend' | 'metadata'>

/** A segmenter that lives in a worker, which ends with it. */
export async function createWorkerSegmenter(
  worker: Worker,
  {
    model,
    wasmPaths,
    startTimeout = 30_000,
    ...options
  }: Omit<SegmenterOptions, 'backends' | 'parts' | 'worker'>,
): Promise<Segmenter> {
  const { call, end } = connect(worker, startTimeout)
  const sent = {
    ...options,
    // a worker's addresses begin at its own file
    model: isStored(model) ? model : new URL(model, location.href).href,
    ...(wasmPaths && { wasmPaths: absolute(wasmPaths) }),
  }
  const created = await call<Created>('create', [], sent).catch((error: unknown) => {
    end()
    throw error
  })
  return {
    ...created,
    segment: (source, options = {}) =>
      timed<WebSegmentation>(async () => {
        const [sent, transfer] = await sendable(source)
        return call('segment', [sent], options, transfer)
      }),
    segmentVolume: (scan, options = {}) =>
      timed<VolumeSegmentation>(() => call('segmentVolume', [scan], options)),
    async fineTune(samples, options = {}) {
      const sent = await Promise.all(
        samples.map(async ({ image, labels }) => {
          const [sendableImage, transfer] = await sendable(image)
          return { sample: { image: sendableImage, labels }, transfer }
        }),
      )
      const transfer = sent.flatMap((each) => each.transfer)
      await call('fineTune', [sent.map(({ sample }) => sample)], options, transfer)
    },
    save: () => call('save', []),
    memory: () => call('memory', []),
    warmup: () => call('warmup', []),
    dispose: () => {
      end()
      return Promise.resolve()
    },
  }
}

function absolute<T extends string | Readonly<Record<string, string>>>(paths: T): T {
  const resolve = (path: string): string => new URL(path, location.href).href
  if (typeof paths === 'string') return resolve(paths) as T
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, resolve(path)])) as T
}

/** With the way to the worker and back. */
async function timed<T extends { readonly timing: Timing }>(ask: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const answer = await ask()
  return { ...answer, timing: { ...answer.timing, total: performance.now() - start } }
}
