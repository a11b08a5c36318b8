import {
  checkNumber,
  configOf,
  type Configured,
  configured,
  fail,
  type Measured,
  type ProgressSchedule,
} from '@spad/core'
import { type Curve, cosine, linear } from './curves.js'
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

export interface AdaptiveOptions {
  /**
   * The measurement that drives each noise.
   * @default { scd: { measure: 'interior', from: 0.3, to: 0.7 }, bcd: { measure: 'boundary', from: 0.3, to: 0.7 } }
   */
  readonly signals?: Readonly<Record<string, Signal>>
  /**
   * The intensities before the first measurement, and always those of names without a signal.
   * @default pas({ scd: cosine({ end: 0.4 }), bcd: cosine({ end: 0.6 }) })
   */
  readonly fallback?: ProgressSchedule
  /**
   * What no intensity with a signal may exceed; 0 at the end, so that a network that learns slowly
   * still sees clean images for a while.
   * @default linear({ start: 0.4, end: 0.7 })
   */
  readonly ceiling?: Curve
}

/**
 * PaS that follows what the network has learnt instead of the step count: structure noise fades as
 * the inside of the targets is found, boundary noise as their contours are.
 *
 * `λ = min(ceiling(p), (to − Dice) / (to − from))`, held in `[0, 1]`. A pure function: the intensity
 * falls steadily if the caller passes the best values so far.
 *
 * @throws SpadError, when called, if `progress` or a measured Dice is not in `[0, 1]`.
 */
export function adaptive(options: AdaptiveOptions = {}): Configured<ProgressSchedule> {
  const {
    signals = {
      scd: { measure: 'interior', from: 0.3, to: 0.7 },
      bcd: { measure: 'boundary', from: 0.3, to: 0.7 },
    },
    fallback = pas({ scd: cosine({ end: 0.4 }), bcd: cosine({ end: 0.6 }) }),
    ceiling = linear({ start: 0.4, end: 0.7 }),
  } = options
  const entries = Object.entries(signals)
  for (const [name, signal] of entries) checkSignal(name, signal)
  if (ceiling(1) !== 0)
    fail(
      'scheduler',
      `\`ceiling\` gives ${ceiling(1)} at progress 1: it must give 0, or the noise may never end.`,
    )
  checkFallback(fallback, Object.keys(signals))
  const schedule: ProgressSchedule = (progress, measured) => {
    checkProgress(progress)
    const base = fallback(progress, measured)
    const driven = entries.map(([name, signal]) => {
      const value = measured ? remaining(signal, measured) : (base[name] ?? NaN)
      return [name, checkIntensity(name, Math.min(value, ceiling(progress)), progress)] as const
    })
    return { ...base, ...Object.fromEntries(driven) }
  }
  return configured(schedule, {
    type: 'adaptive',
    signals,
    fallback: configOf(fallback),
    ceiling: configOf(ceiling),
  })
}

/** How much of the way is left: 1 up to `from`, 0 from `to` on. */
function remaining({ measure, from, to }: Signal, measured: Measured): number {
  const dice = checkNumber('scheduler', `measured.${measure}`, measured[measure], {
    min: 0,
    max: 1,
  })
  return Math.min(1, Math.max(0, (to - dice) / (to - from)))
}

function checkSignal(name: string, { measure, from, to }: Signal): void {
  if (!['dice', 'interior', 'boundary'].includes(measure))
    fail(
      'scheduler',
      `\`signals.${name}.measure\` is ${JSON.stringify(measure)}: it must be dice, interior or boundary.`,
    )
  checkNumber('scheduler', `signals.${name}.from`, from, { min: 0, max: 1 })
  checkNumber('scheduler', `signals.${name}.to`, to, { above: from, max: 1 })
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
