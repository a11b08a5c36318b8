import {
  aShare,
  checkNumber,
  definePart,
  fail,
  fieldsOf,
  type Given,
  type Measured,
  namedOf,
  oneOf,
  partOf,
  type ProgressSchedule,
} from '@spad/core'
import { aCurve } from './combinators.js'
import { cosine, linear } from './curves.js'
import { checkIntensity, checkProgress, pas } from './pas.js'

/** Which measurement drives a noise, and over which range. */
export interface Signal {
  /** The Dice that is watched. */
  readonly measure: keyof Measured
  /** Up to this Dice the intensity is 1. */
  readonly from: number
  /** From this Dice on the intensity is 0. */
  readonly to: number
}

const options = {
  /**
   * The measurement that drives each noise.
   * @default { scd: { measure: 'interior', from: 0.3, to: 0.7 }, bcd: { measure: 'boundary', from: 0.3, to: 0.7 } }
   */
  signals: {
    rule: namedOf(
      fieldsOf({
        measure: oneOf('dice', 'interior', 'boundary'),
        from: aShare(),
        to: aShare(),
      }),
    ),
    default: {
      scd: { measure: 'interior', from: 0.3, to: 0.7 },
      bcd: { measure: 'boundary', from: 0.3, to: 0.7 },
    },
  },
  /**
   * The intensities before the first measurement, and always those of names without a signal.
   * @default pas({ scd: cosine({ end: 0.4 }), bcd: cosine({ end: 0.6 }) })
   */
  fallback: {
    rule: partOf<ProgressSchedule>('progressSchedule', 'a function of progress'),
    derive: () => pas({ scd: cosine({ end: 0.4 }), bcd: cosine({ end: 0.6 }) }),
  },
  /**
   * What no intensity with a signal may exceed; 0 at the end, so that a network that learns slowly
   * still sees clean images for a while.
   * @default linear({ start: 0.4, end: 0.7 })
   */
  ceiling: { rule: aCurve(), derive: () => linear({ start: 0.4, end: 0.7 }) },
}

export interface AdaptiveOptions extends Given<typeof options> {}

/**
 * PaS that follows what the network has learnt instead of the step count: structure noise fades as
 * the inside of the targets is found, boundary noise as their contours are.
 *
 * `λ = min(ceiling(p), (to − Dice) / (to − from))`, held in `[0, 1]`. A pure function: the intensity
 * falls steadily if the caller passes the best values so far.
 *
 * @throws SpadError, when called, if `progress` or a measured Dice is not in `[0, 1]`.
 */
export const adaptive = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'progressSchedule',
  type: 'adaptive',
  options,
  build: ({ signals, fallback, ceiling }): ProgressSchedule => {
    const entries = Object.entries(signals)
    for (const [name, { from, to }] of entries)
      checkNumber('scheduler', `signals.${name}.to`, to, { above: from, max: 1 })
    if (ceiling(1) !== 0)
      fail(
        'scheduler',
        `\`ceiling\` gives ${ceiling(1)} at progress 1: it must give 0, or the noise may never end.`,
      )
    checkFallback(fallback, Object.keys(signals))
    return (progress, measured) => {
      checkProgress(progress)
      const base = fallback(progress, measured)
      const driven = entries.map(([name, signal]) => {
        const { [name]: fallen = NaN } = base
        const value = measured ? remaining(signal, measured) : fallen
        return [name, checkIntensity(name, Math.min(value, ceiling(progress)), progress)] as const
      })
      return { ...base, ...Object.fromEntries(driven) }
    }
  },
})

/** How much of the way is left: 1 up to `from`, 0 from `to` on. */
function remaining({ measure, from, to }: Signal, measured: Measured): number {
  const dice = checkNumber('scheduler', `measured.${measure}`, measured[measure], {
    min: 0,
    max: 1,
  })
  return Math.min(1, Math.max(0, (to - dice) / (to - from)))
}

function checkFallback(fallback: ProgressSchedule, names: readonly string[]): void {
  const given = Object.keys(fallback(0))
  const missing = names.find((name) => !given.includes(name))
  if (missing !== undefined)
    fail(
      'scheduler',
      `\`fallback\` gives no \`${missing}\` (it gives ${given.join(', ') || 'none'}): it is needed before the first measurement.`,
    )
}
