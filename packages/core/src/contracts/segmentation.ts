import type { LabelMap, Raster } from './sample.js'

export interface SegmentOptions {
  /** Steps of the reverse process; a denoiser that answers in one pass makes one. @default 1 */
  readonly steps?: number
  /** How many answers are averaged. @default the model's `ensemble`, else 1 */
  readonly ensemble?: number
  /**
   * The scales at which the image is seen, of that at which the network learnt: the answers are averaged. Each
   * takes its square of the time. A whole image is seen at the nearest multiple of the network's stride.
   *
   * @default the model's `scales`, else 1 alone
   */
  readonly scales?: readonly number[]
  /** Decides the noise that the answers differ by. @default 0 */
  readonly seed?: number
  /** Whether the model's `postprocessing` is applied to `labels`. @default true */
  readonly postprocess?: boolean
  /** Ends the work with the signal's reason. */
  readonly signal?: AbortSignal
  /** Told after each step of each answer, of each few windows where the model's fit has several. */
  readonly onProgress?: (done: number, of: number) => void
  /**
   * Given what the answer would be after each step, or after each few windows; it costs a copy to the
   * host each.
   * @default none
   */
  readonly onStep?: (soFar: Segmentation, done: number, of: number) => void
}

export interface Segmentation {
  /** The likeliest class of each pixel, at the input's size, less what the model's `postprocessing` leaves out. */
  readonly labels: LabelMap
  /** A channel per class, summing to 1, at the input's size. */
  readonly probabilities: Raster
  /** Entropy of the mean probabilities over its largest value: 0 = sure, 1 = no idea. One channel. */
  readonly uncertainty: Raster
}
