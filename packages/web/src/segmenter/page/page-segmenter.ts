import {
  fail,
  type Model,
  type Raster,
  type ReadFile,
  type SavedFile,
  segment,
  type Segmentation,
  segmentLabels,
  type SegmentOptions,
  inTurns,
} from '@spad/core'
import type { ModelMetadata } from '@spad/models'
import { memory } from '@tensorflow/tfjs-core'
import { fileReader, modelReader, remembered } from '../../store/model-reader.js'
import { rasterFrom } from '../../sources/read-source.js'
import type { Segmenter, SegmenterOptions, SegmentSourceOptions } from '../segmenter.js'
import { createWorkplace } from './workplace.js'

/** A segmenter that works where it is called, a page or a worker, on TensorFlow.js as it is there. */
export async function createPageSegmenter(options: SegmenterOptions): Promise<Segmenter> {
  let files: ReadFile = remembered(await modelReader(options))
  const place = await createWorkplace(options, (name) => files(name))
  const { classes, preprocessing, denoiser } = place.model
  const prepares = options.parts?.prepares
  const queue = inTurns()
  let disposed = false
  const turn = <T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> =>
    queue(() => {
      signal?.throwIfAborted()
      if (disposed) fail('web', 'the segmenter was disposed: create another one.')
      return task().catch((error: unknown) => {
        // an engine that has no room for an array says nothing of the image that needs it
        if (error instanceof RangeError)
          fail('web', 'the image takes more memory than there is: make it smaller.', error)
        throw error
      })
    })

  return {
    get backend() {
      return place.backend
    },
    get metadata() {
      return { ...place.metadata, classes, preprocessing, refines: denoiser.usesState }
    },
    segment(source, options = {}) {
      const called = performance.now()
      return turn(async () => {
        const start = performance.now()
        const image = await rasterFrom(source, preprocessing.channels, options)
        if (place.metadata.prepare)
          (await import('./segment-volume.js')).refuseSlice(source, image, place.metadata)
        const decoded = performance.now()
        const found = await place.use(
          (model, signal) => answer(model, image, { ...options, signal }),
          options.signal,
        )
        const end = performance.now()
        const timing = { decode: decoded - start, inference: end - decoded, total: end - called }
        return { ...found, backend: place.backend.name, timing }
      }, options.signal)
    },
    segmentVolume(scan, options = {}) {
      const called = performance.now()
      return turn(async () => {
        const start = performance.now()
        // its code is for those who have scans
        const { segmentVolume } = await import('./segment-volume.js')
        const decoded = performance.now()
        const found = await place.use(
          (model, signal) =>
            segmentVolume(model, place.metadata, scan, { ...options, signal }, prepares),
          options.signal,
        )
        const end = performance.now()
        const timing = { decode: decoded - start, inference: end - decoded, total: end - called }
        return { ...found, backend: place.backend.name, timing }
      }, options.signal)
    },
    fineTune: (samples, tuning = {}) =>
      turn(async () => {
        // its code, and that of the noises, is for those who train
        const { fineTune } = await import('./fine-tune.js')
        const { metadata } = place
        await place.use(
          (model, signal) => fineTune(model, metadata, samples, { ...tuning, signal }),
          tuning.signal,
          false,
        )
        files = fileReader(await place.use((model) => save(model, metadata)))
      }, tuning.signal),
    save: () => turn(() => place.use((model) => save(model, place.metadata))),
    warmup: () =>
      turn(async () => {
        const { height, width, channels } = preprocessing
        const blank = { data: new Float32Array(height * width * channels), height, width, channels }
        await place.use((model, signal) => segmentLabels(model, blank, { signal }))
      }),
    memory: () => {
      const { numTensors, numBytes } = memory()
      return Promise.resolve({ tensors: numTensors, bytes: numBytes })
    },
    dispose: () =>
      queue(async () => {
        if (!disposed) await place.clear()
        disposed = true
      }),
  }
}

/** What is asked for; arrays of length 0 for what is not. */
async function answer(
  model: Model,
  image: Raster,
  options: SegmentOptions & Pick<SegmentSourceOptions, 'outputs' | 'samples'>,
): Promise<Segmentation> {
  if (options.samples !== undefined) {
    const { drawSamples } = await import('./draw-samples.js')
    return await drawSamples(model, image, options)
  }
  const { outputs, ...rest } = options
  if (outputs?.some((output) => output !== 'labels') !== false || rest.onStep)
    return await segment(model, image, rest)
  const labels = await segmentLabels(model, image, rest)
  const nothing = { ...image, data: new Float32Array(0) }
  return { labels, probabilities: nothing, uncertainty: nothing }
}

/** Its code is for those who save. */
async function save(model: Model, metadata: ModelMetadata): Promise<SavedFile[]> {
  const { saveModel } = await import('./save-model.js')
  return saveModel(model, metadata)
}
