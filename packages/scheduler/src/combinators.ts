import { checkNumber, configOf, type Configured, configured, fail } from '@spad/core'
import type { Curve } from './curves.js'

/** Bounds of {@link clamp}. */
export interface ClampOptions {
  /**
   * Smallest value.
   * @default 0
   */
  readonly min?: number
  /**
   * Largest value.
   * @default 1
   */
  readonly max?: number
}

/** One stretch of a {@link sequence}. */
export interface Stretch {
  /** The curve, squeezed into this stretch: it sees progress 0 to 1. */
  readonly curve: Curve
  /** Progress at which the stretch ends and the next one begins. */
  readonly until: number
}

/** 0 until progress `by`, then the whole curve squeezed into what is left. */
export function delay(curve: Curve, by: number): Configured<Curve> {
  checkNumber('scheduler', 'by', by, { min: 0, below: 1 })
  const delayed: Curve = (progress) => (progress < by ? 0 : curve((progress - by) / (1 - by)))
  return configured(delayed, { type: 'delay', curve: configOf(curve), by })
}

/** The curve, held between two values. */
export function clamp(curve: Curve, { min = 0, max = 1 }: ClampOptions = {}): Configured<Curve> {
  checkNumber('scheduler', 'min', min, { min: 0 })
  checkNumber('scheduler', 'max', max, { min: 0 })
  if (min > max) fail('scheduler', `\`min\` is ${min} and \`max\` ${max}: \`min\` must be smaller.`)
  const clamped: Curve = (progress) => Math.min(max, Math.max(min, curve(progress)))
  return configured(clamped, { type: 'clamp', curve: configOf(curve), min, max })
}

/** The curve times a factor. */
export function scale(curve: Curve, factor: number): Configured<Curve> {
  checkNumber('scheduler', 'factor', factor, { min: 0 })
  const scaled: Curve = (progress) => factor * curve(progress)
  return configured(scaled, { type: 'scale', curve: configOf(curve), factor })
}

/** One curve after the other; the last stretch must end at 1. */
export function sequence(...stretches: readonly Stretch[]): Configured<Curve> {
  const bounds = [0, ...stretches.map(({ until }) => until)]
  for (let i = 1; i < bounds.length; i++)
    checkNumber('scheduler', 'until', bounds[i], { above: bounds[i - 1] ?? 0, max: 1 })
  if (bounds.at(-1) !== 1)
    fail('scheduler', `the last \`until\` is ${bounds.at(-1) ?? 0}: it must be 1.`)
  const joined: Curve = (progress) => {
    const index = stretches.findIndex(({ until }) => progress < until || until === 1)
    const stretch = stretches[index]
    const begin = bounds[index]
    if (stretch === undefined || begin === undefined) return NaN
    return stretch.curve((progress - begin) / (stretch.until - begin))
  }
  const config = {
    type: 'sequence',
    stretches: stretches.map(({ curve, until }) => ({ curve: configOf(curve), until })),
  }
  return configured(joined, config)
}
