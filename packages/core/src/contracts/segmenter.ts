import type { Segmentation, SegmentOptions } from './segmentation.js'
import type { LabelClass } from './dataset.js'
import type { Preprocessing } from './model.js'
import type { Raster } from './sample.js'

/** What is known of a segmenter's model; JSON. */
export interface SegmenterInfo {
  /** Background first. */
  readonly classes: readonly LabelClass[]
  readonly preprocessing: Preprocessing
  /** Whether the answer is refined in steps; if not, one is all there is. */
  readonly refines: boolean
  readonly [more: string]: unknown
}

/**
 * A model that is ready to answer, wherever it lives: in this process, in a page or in its worker. Calls wait
 * for each other; `testSegmenter` of `@spad/core/testing` checks it.
 *
 * @typeParam S What holds an image there, besides a `Raster`: a file's path in Node, a canvas in a page.
 */
export interface Segmenter<
  S = never,
  O extends SegmentOptions = SegmentOptions,
  A extends Segmentation = Segmentation,
> {
  readonly metadata: SegmenterInfo
  /**
   * Segments an image at its own size; it stays the caller's.
   *
   * @throws SpadError if the image cannot be read, does not suit the model or an option is out of range; the
   *   reason of `signal` if that aborts.
   */
  segment(source: S | Raster, options?: O): Promise<A>
  /** Frees what it holds; nothing is answered after that. */
  dispose(): Promise<void>
}
