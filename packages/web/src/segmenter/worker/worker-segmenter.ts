import { connect } from './connect.js'
import { isStored } from '../../store/stored-address.js'
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
  }: Omit<SegmenterOptions, 'parts' | 'worker'>,
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
    async segment(source, options = {}) {
      const start = performance.now()
      const [sent, transfer] = await sendable(source)
      const answer = await call<WebSegmentation>('segment', [sent], options, transfer)
      return { ...answer, timing: { ...answer.timing, total: performance.now() - start } }
    },
    async segmentVolume(scan, options = {}) {
      const start = performance.now()
      const answer = await call<VolumeSegmentation>('segmentVolume', [scan], options)
      return { ...answer, timing: { ...answer.timing, total: performance.now() - start } }
    },
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
