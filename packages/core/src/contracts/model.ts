import type { LabelClass } from './dataset.js'
import type { Denoiser } from './denoiser.js'
import type { Fit } from './fit.js'
import type { Inference } from './inference.js'
import type { NoiseSchedule } from './noise-schedule.js'
import type { Raster } from './sample.js'
import type { Sampler } from './sampler.js'
import type { Segmentation, SegmentOptions } from './segmentation.js'

/** What is done to an image before the network sees it. */
export interface Preprocessing {
  /** Height that the network works at, in pixels. */
  readonly height: number
  /** Width that the network works at, in pixels. */
  readonly width: number
  /** 1 = grey, 3 = colour, others one for each sequence. */
  readonly channels: number
  /** `per-image`: each channel of each image to zero mean and unit variance. */
  readonly normalization: 'per-image'
}

/** What is done to the objects of one class, in this order. */
export interface ObjectRule {
  /** The share of the image, or of a volume's slice, `[0, 1]`, below which an object becomes background. @default 0 */
  readonly minSize?: number
  /** Whether all objects but the largest become background. @default false */
  readonly largest?: boolean
  /** Whether background that the class encloses becomes of the class. @default false */
  readonly fill?: boolean
}

/** What is done to the network's answer. */
export interface Postprocessing {
  /**
   * For each class, background first, the share of an image, `[0, 1]`, that it has to cover to be
   * believed; see `findMinArea`.
   */
  readonly minArea: readonly number[]
  /**
   * For each class, background first, what its probability is multiplied by before the likeliest is taken: a
   * power of two, 1/16 to 16; see `choosePreference`.
   *
   * @default all alike
   */
  readonly preference?: readonly number[]
  /** For each class, background first, what is done to its objects. @default nothing */
  readonly objects?: readonly ObjectRule[]
}

/** How a denoiser that uses a mask state is run backwards. */
export interface Diffusion {
  readonly noiseSchedule: NoiseSchedule
  readonly sampler: Sampler
  /** `b`: the clean mask enters as `b (2y − 1)`. */
  readonly signalScale: number
}

/** All that segmentation needs: a denoiser and what stands around it. */
export interface Model {
  readonly denoiser: Denoiser
  readonly preprocessing: Preprocessing
  /** How images of any size meet the network's. @default resize() */
  readonly fit?: Fit
  /** @default every finding is believed */
  readonly postprocessing?: Postprocessing
  /**
   * How many answers are averaged where nobody says; 2 = also that for the mirrored image.
   * @default 1
   */
  readonly ensemble?: number
  /** The scales at which images are seen where nobody says; see `SegmentOptions.scales`. @default [1] */
  readonly scales?: readonly number[]
  /** As many as the denoiser has classes, background first. */
  readonly classes: readonly LabelClass[]
  /** Present where `denoiser.usesState`. */
  readonly diffusion?: Diffusion
  /**
   * Computes the logits in the place of `denoiser`, which must be one that answers in one pass.
   * @default none: the denoiser's operations, on tfjs' backend
   */
  readonly inference?: Inference
  /** Answers in the place of `segment`, such as several models that see images in different ways. @default none */
  readonly answer?: (image: Raster, options: SegmentOptions) => Promise<Segmentation>
}
