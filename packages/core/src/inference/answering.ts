import type { Raster } from '../contracts/sample.js'

/** How views are answered; see `SegmentOptions`. */
export interface Answering {
  readonly steps: number
  readonly ensemble: number
  readonly scales: readonly number[]
  readonly seed: number
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, of: number) => void
  /** Given class probabilities at the working size. */
  readonly onStep?: (soFar: Raster, done: number, of: number) => void
}
