import type { Intensity } from '@spad/core'

/** One line of `metrics.jsonl`. */
export interface MetricsRecord {
  /** Steps finished. */
  readonly step: number
  /** Mean over the steps since the line before. */
  readonly loss: number
  readonly learningRate: number
  readonly intensity: Intensity
  /** Present where this step was validated. */
  readonly validation?: Readonly<Record<string, number>>
}
