import { definePart, type Given } from '../contracts/define-part.js'
import { aNumber, aShare } from '../contracts/rule.js'

/** The optimiser's step size at a training progress in `[0, 1]`. */
export type LearningRateSchedule = (progress: number) => number

const options = {
  /** The largest rate, reached at the end of the warm-up. @default 0.002 */
  peak: { rule: aNumber({ above: 0 }), default: 0.002 },
  /** The share of training over which the rate rises. @default 0.1 */
  warmup: { rule: aNumber({ min: 0, below: 1 }), default: 0.1 },
  /** The last rate as a share of `peak`. @default 0.001 */
  end: { rule: aShare(), default: 0.001 },
}

export interface OneCycleOptions extends Given<typeof options> {}

/**
 * Rises by a cosine to `peak`, then falls by a cosine to `peak × end`.
 *
 * Source: Smith and Topin 2018, "Super-Convergence", with cosine legs.
 *
 * @throws SpadError if `peak` is not positive, or `warmup` or `end` is no share.
 */
export const oneCycle = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'learningRate',
  type: 'oneCycle',
  options,
  build: ({ peak, warmup, end }): LearningRateSchedule => {
    const start = peak / 25
    return (progress) =>
      progress < warmup
        ? between(start, peak, progress / warmup)
        : between(peak, peak * end, (progress - warmup) / (1 - warmup))
  },
})

function between(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(1, share)))) / 2
}
