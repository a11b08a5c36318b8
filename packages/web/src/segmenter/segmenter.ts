import type { Timing } from './timing.js'
import type {
  Backend,
  LabelMap,
  SavedFile,
  Scan,
  Segmentation,
  Segmenter as SegmenterContract,
  SegmenterInfo,
} from '@spad/core'
import type { ModelMetadata, ModelParts } from '@spad/models'
import type { BackendName, WasmPaths } from '../backends/candidate.js'
import type { FineTuneOptions } from './fine-tune-options.js'
import type { LoadProgress } from '../store/url-reader.js'
import type { BackendReport } from '../backends/use-backend.js'
import type { VolumeOptions, VolumeSegmentation } from './volume-options.js'

/** Numbers of an image, row by row, channels interleaved: integers from 0 to the largest of their kind, or floats in `[0, 1]`. */
export interface Samples {
  readonly data: Float32Array | Uint8Array | Uint8ClampedArray | Uint16Array
  readonly height: number
  readonly width: number
  /** As many as the model takes: 1 = grey, 3 = colour. */
  readonly channels: number
}

/** An image: pixels, numbers, a bitmap, a canvas, an `<img>` or a file (PNG, JPEG or whatever else the browser shows). */
export type Source =
  Blob | HTMLCanvasElement | HTMLImageElement | ImageBitmap | ImageData | OffscreenCanvas | Samples

/** Options of {@link createSegmenter}. */
export interface SegmenterOptions {
  /**
   * Where a saved model is: the address of its folder or of its `model.json`, or `indexeddb://NAME`
   * for one that `storeModel` put there.
   */
  readonly model: string
  /** What computes; `auto` is the fastest that works. @default 'auto' */
  readonly backend?: BackendName | 'auto'
  /**
   * Whether everything happens in a Web Worker, so that the page never waits; a function makes a
   * worker that runs `@spad/web/worker`. `false`: in the page, with the page's own TensorFlow.js.
   * @default true
   */
  readonly worker?: boolean | (() => Worker)
  /** Where the `.wasm` files are served. @default where tfjs looks for them: beside the script */
  readonly wasmPaths?: WasmPaths
  /** The most threads that wasm uses, where the page is isolated. @default as many as there are */
  readonly threads?: number
  /** Milliseconds that the worker may take to start. @default 30000 */
  readonly startTimeout?: number
  /** Told what a user should know, such as that only the slowest backend works. @default the console */
  readonly onWarning?: (warning: string) => void
  /** Whether the model's files stay in the browser's Cache; a string names the cache. @default true */
  readonly cache?: boolean | string
  /** The parts that the model may name; only with `worker: false`. @default `modelParts`, those of this project */
  readonly parts?: ModelParts
  /**
   * Backends of the page's own, which `auto` tries first; one of a known name takes its place. Only with
   * `worker: false`, or by a worker that calls `serveSegmenter(self, { backends })`. @default []
   */
  readonly backends?: readonly Backend[]
  /** Ends the loading with the signal's reason. */
  readonly signal?: AbortSignal
  /** Told as the model's bytes come in. */
  readonly onProgress?: (progress: LoadProgress) => void
}

/** Options of `Segmenter.segment`. */
export interface SegmentSourceOptions {
  /** Steps of the reverse process; a denoiser that answers in one pass makes one. @default 1 */
  readonly steps?: number
  /** How many answers are averaged. @default 1 */
  readonly ensemble?: number
  /**
   * The scales at which the image is seen, such as `[0.75, 1, 1.25]`; the answers are averaged.
   * @default as the model says, else 1 alone
   */
  readonly scales?: readonly number[]
  /** Decides the noise that the answers differ by. @default 0 */
  readonly seed?: number
  /** Whether a class that covers too little of the image is left out: the model's `postprocessing`. @default true */
  readonly postprocess?: boolean
  /** What a coloured pixel is to a grey model: an error, or its brightness. @default 'refuse' */
  readonly color?: 'refuse' | 'luma'
  /**
   * What is wanted: `['labels']` alone takes a fraction of the time and memory of a large image, and the
   * others are then empty.
   * @default ['labels', 'probabilities', 'uncertainty']
   */
  readonly outputs?: readonly ('labels' | 'probabilities' | 'uncertainty')[]
  /**
   * How many plausible masks are drawn, as several readers might draw them: see `sampled`. With it `steps` is
   * 10 by default, and `ensemble`, `scales`, `outputs` and `onStep` are refused.
   *
   * @default none
   */
  readonly samples?: number
  /** Ends the work with the signal's reason. */
  readonly signal?: AbortSignal
  /** Told after each step of each answer. */
  readonly onProgress?: (done: number, of: number) => void
  /** Given what the answer would be after each step, at the image's size; it costs a copy each. @default none */
  readonly onStep?: (soFar: Segmentation, done: number, of: number) => void
}

/** Plausible masks of one image. */
export interface SampledAnswer {
  /** At the image's size. */
  readonly masks: readonly LabelMap[]
  /** `drawn` from the model, or `levels`: level sets of its one answer. */
  readonly kind: 'drawn' | 'levels'
  /** Where their boundaries lie: 3 in the middle 50 % of the masks, 2 in 80 %, 1 in 95 %, 0 elsewhere. */
  readonly band: LabelMap
}

export interface WebSegmentation extends Segmentation {
  /** What computed it. */
  readonly backend: BackendName
  readonly timing: Timing
  /** With `samples`; `probabilities` are then the share of each class in what was drawn. */
  readonly sampled?: SampledAnswer
}

/** What is known of the model. */
export type SegmenterMetadata = ModelMetadata & SegmenterInfo

/** An image and the class of each of its pixels; both of one size. */
export interface LabelledSource {
  readonly image: Source
  readonly labels: LabelMap
}

/** What TensorFlow.js holds where the segmenter works. */
export interface MemoryUse {
  readonly tensors: number
  readonly bytes: number
}

/** A model that is ready in the browser. Calls wait for each other. */
export interface Segmenter extends SegmenterContract<
  Source,
  SegmentSourceOptions,
  WebSegmentation
> {
  readonly backend: BackendReport
  readonly metadata: SegmenterMetadata
  /**
   * Segments a volume slice by slice, by its own voxels; `readVolume` of @spad/web/scans makes one of files.
   *
   * @throws SpadError if the scan is none or does not fit the model or an
   *   option is out of range; the reason of `signal` if that aborts.
   */
  segmentVolume(scan: Scan, options?: VolumeOptions): Promise<VolumeSegmentation>
  /**
   * Trains the model on, with a few labelled images. Ended by the signal or by an error, it leaves the
   * model as it was.
   *
   * @throws SpadError if the images do not fit the model or an option is out of range; the reason of
   *   `signal` if that aborts.
   */
  fineTune(samples: readonly LabelledSource[], options?: FineTuneOptions): Promise<void>
  /** The model as files, the ones that `loadModel` reads in Node as well. */
  save(): Promise<SavedFile[]>
  memory(): Promise<MemoryUse>
  /** Segments nothing once, so that the first image does not wait for what is made ready then. */
  warmup(): Promise<void>
  /**
   * Frees the model, the worker, and the backend where the segmenter started it and nothing else
   * lives there; work in progress ends with an error.
   */
  dispose(): Promise<void>
}
