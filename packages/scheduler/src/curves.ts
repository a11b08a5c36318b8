import { checkNumber, type Configured, configured, fail } from '@spad/core'

/** An intensity over progress, `[0, 1] → [0, ∞)`. Any such function is one. */
export type Curve = (progress: number) => number

export interface FallOptions {
  /**
   * Progress at which the fall begins; `from` before it.
   * @default 0
   */
  readonly start?: number
  /**
   * Progress at which the fall is over; `to` after it.
   * @default 1
   */
  readonly end?: number
  /**
   * Value before the fall.
   * @default 1
   */
  readonly from?: number
  /**
   * Value after it; above `from` for a rise.
   * @default 0
   */
  readonly to?: number
}

export interface SigmoidOptions extends FallOptions {
  /**
   * How much of the logistic curve is used, from `-steepness / 2` to `steepness / 2`.
   * @default 10
   */
  readonly steepness?: number
}

export interface ExponentialOptions extends FallOptions {
  /**
   * How many times the value falls by a factor of e between `start` and `end`.
   * @default 5
   */
  readonly rate?: number
}

export interface StepOptions extends Pick<FallOptions, 'from' | 'to'> {
  /**
   * Progress of each step; the fall is shared equally between them.
   * @default 0.5
   */
  readonly at?: number | readonly number[]
}

/** A straight line: `1 − x`. */
export function linear(options: FallOptions = {}): Configured<Curve> {
  return fall('linear', options, (x) => 1 - x)
}

/** Half a wave, slow at both ends: `(1 + cos πx) / 2`. */
export function cosine(options: FallOptions = {}): Configured<Curve> {
  return fall('cosine', options, (x) => (1 + Math.cos(Math.PI * x)) / 2)
}

/** The logistic curve, made to reach both ends. */
export function sigmoid({ steepness = 10, ...options }: SigmoidOptions = {}): Configured<Curve> {
  checkNumber('scheduler', 'steepness', steepness, { above: 0, max: 100 })
  const logistic = (x: number): number => 1 / (1 + Math.exp(steepness * (x - 0.5)))
  const top = logistic(0)
  const bottom = logistic(1)
  const shape = (x: number): number => (logistic(x) - bottom) / (top - bottom)
  return fall('sigmoid', options, shape, { steepness })
}

/** Fast first, then slow, made to reach the end: `(e^(−rx) − e^(−r)) / (1 − e^(−r))`. */
export function exponential({ rate = 5, ...options }: ExponentialOptions = {}): Configured<Curve> {
  checkNumber('scheduler', 'rate', rate, { above: 0, max: 100 })
  const rest = Math.exp(-rate)
  const shape = (x: number): number => (Math.exp(-rate * x) - rest) / (1 - rest)
  return fall('exponential', options, shape, { rate })
}

/** A staircase: falls at once, at one point of progress or at several. */
export function step({ at = 0.5, from = 1, to = 0 }: StepOptions = {}): Configured<Curve> {
  const places = typeof at === 'number' ? [at] : [...at]
  if (places.length === 0) fail('scheduler', '`at` is empty: it must hold at least one progress.')
  for (const place of places) checkNumber('scheduler', 'at', place, { min: 0, max: 1 })
  checkEnds(from, to)
  const curve: Curve = (progress) => {
    const passed = places.filter((place) => progress >= place).length / places.length
    return passed === 1 ? to : from + (to - from) * passed
  }
  return configured(curve, { type: 'step', at: places, from, to })
}

/** The same value all the time. */
export function constant(value: number): Configured<Curve> {
  checkNumber('scheduler', 'value', value, { min: 0 })
  return configured(() => value, { type: 'constant', value })
}

/** Stretches a shape that falls from 1 at `x = 0` to 0 at `x = 1` between start and end. */
function fall(
  type: string,
  { start = 0, end = 1, from = 1, to = 0 }: FallOptions,
  shape: Curve,
  more: Readonly<Record<string, number>> = {},
): Configured<Curve> {
  checkNumber('scheduler', 'start', start, { min: 0, max: 1 })
  checkNumber('scheduler', 'end', end, { min: 0, max: 1 })
  if (start >= end)
    fail('scheduler', `\`start\` is ${start} and \`end\` ${end}: \`start\` must come first.`)
  checkEnds(from, to)
  const curve: Curve = (progress) => {
    if (progress <= start) return from
    if (progress >= end) return to
    return to + (from - to) * shape((progress - start) / (end - start))
  }
  return configured(curve, { type, start, end, from, to, ...more })
}

function checkEnds(from: number, to: number): void {
  checkNumber('scheduler', 'from', from, { min: 0 })
  checkNumber('scheduler', 'to', to, { min: 0 })
}
