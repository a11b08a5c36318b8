/** Options of `Segmenter.fineTune`. */
export interface FineTuneOptions {
  /** Optimiser steps. @default 30 */
  readonly steps?: number
  /** Images per step. @default 4, or as many as there are */
  readonly batchSize?: number
  /** The largest step size; the first steps rise to it and the last ones fall. @default 0.0005 */
  readonly learningRate?: number
  /** Decides the order of the images, their changes and the noise. @default 0 */
  readonly seed?: number
  /** Whether each step sees the images a little changed: mirrored, moved, brighter. @default true */
  readonly augment?: boolean
  /**
   * The training progress from 0 to 1 at which the model's own progress schedule (PaS) is taken up
   * again: at 1 the structured noise is over and contours are adjusted. @default 1
   */
  readonly progress?: number
  /** What a coloured pixel is to a grey model: an error, or its brightness. @default 'refuse' */
  readonly color?: 'refuse' | 'luma'
  /** Ends the training with the signal's reason. */
  readonly signal?: AbortSignal
  /** Told after each step. */
  readonly onStep?: (event: FineTuneEvent) => void
}

export interface FineTuneEvent {
  /** Steps done, from 1. */
  readonly step: number
  readonly steps: number
  readonly loss: number
}
