import { checkNumber } from '../support/check.js'

/** The optimiser's step size at a training progress in `[0, 1]`. */
export type LearningRateSchedule = (progress: number) => number

export interface OneCycleOptions {
  /** The largest rate, reached at the end of the warm-up. @default 0.002 */
  readonly peak?: number
  /** The share of training over which the rate rises. @default 0.1 */
  readonly warmup?: number
  /** The last rate as a share of `peak`. @default 0.001 */
  readonly end?: number
}

/**
 * Rises by a cosine to `peak`, then falls by a cosine to `peak × end`.
 *
 * Source: Smith and Topin 2018, "Super-Convergence", with cosine legs.
 *
 * @throws SpadError if `peak` is not positive, or `warmup` or `end` is no share.
 */
export function oneCycle(options: OneCycleOptions = {}): LearningRateSchedule {
  const { peak = 0.002, warmup = 0.1, end = 0.001 } = options
  checkNumber('core', 'peak', peak, { above: 0 })
  checkNumber('core', 'warmup', warmup, { min: 0, below: 1 })
  checkNumber('core', 'end', end, { min: 0, max: 1 })
  const start = peak / 25
  return (progress) =>
    progress < warmup
      ? between(start, peak, progress / warmup)
      : between(peak, peak * end, (progress - warmup) / (1 - warmup))
}

function between(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(1, share)))) / 2
}
