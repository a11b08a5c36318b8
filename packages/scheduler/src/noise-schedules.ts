import {
  checkNumber,
  configOf,
  type Configured,
  configured,
  fail,
  type NoiseSchedule,
} from '@spad/core'

export interface LinearScheduleOptions {
  /**
   * Noise rate at `t = 0`.
   * @default 0.1
   */
  readonly betaMin?: number
  /**
   * Noise rate at `t = 1`.
   * @default 20
   */
  readonly betaMax?: number
}

export interface CosineScheduleOptions {
  /**
   * `s`: keeps the first steps from being too small.
   * @default 0.008
   */
  readonly offset?: number
}

export interface SigmoidScheduleOptions {
  /**
   * Where on the logistic curve `t = 0` lies.
   * @default -3
   */
  readonly start?: number
  /**
   * Where on the logistic curve `t = 1` lies.
   * @default 3
   */
  readonly end?: number
  /**
   * Temperature: the smaller, the steeper.
   * @default 1
   */
  readonly tau?: number
}

/**
 * `ᾱ(t) = exp(−βmin t − ½ (βmax − βmin) t²)`: the linear β of DDPM in continuous time.
 *
 * Source: Song et al. 2021, "Score-based generative modeling through SDEs", eq. 33 (squared).
 */
export function linearSchedule(options: LinearScheduleOptions = {}): Configured<NoiseSchedule> {
  const { betaMin = 0.1, betaMax = 20 } = options
  checkNumber('scheduler', 'betaMin', betaMin, { min: 0 })
  checkNumber('scheduler', 'betaMax', betaMax, { above: betaMin })
  return define('linear', { betaMin, betaMax }, (t) =>
    Math.exp(-betaMin * t - 0.5 * (betaMax - betaMin) * t * t),
  )
}

/**
 * `ᾱ(t) = f(t) / f(0)`, `f(t) = cos²((t + s) / (1 + s) · π / 2)`.
 *
 * Source: Nichol and Dhariwal 2021, "Improved DDPM", eq. 17.
 */
export function cosineSchedule(options: CosineScheduleOptions = {}): Configured<NoiseSchedule> {
  const { offset = 0.008 } = options
  checkNumber('scheduler', 'offset', offset, { min: 0 })
  const f = (t: number): number => Math.cos(((t + offset) / (1 + offset)) * (Math.PI / 2)) ** 2
  return define('cosine', { offset }, (t) => f(t) / f(0))
}

/**
 * `ᾱ(t) = (σ(e/τ) − σ((s + t (e − s)) / τ)) / (σ(e/τ) − σ(s/τ))`.
 *
 * Source: Jabri et al. 2022, "Scalable adaptive computation for iterative generation", alg. 3.
 */
export function sigmoidSchedule(options: SigmoidScheduleOptions = {}): Configured<NoiseSchedule> {
  const { start = -3, end = 3, tau = 1 } = options
  checkNumber('scheduler', 'start', start)
  checkNumber('scheduler', 'end', end, { above: start })
  checkNumber('scheduler', 'tau', tau, { above: 0 })
  const logistic = (t: number): number => 1 / (1 + Math.exp(-(start + t * (end - start)) / tau))
  return define('sigmoid', { start, end, tau }, (t) =>
    t === 0 ? 1 : (logistic(1) - logistic(t)) / (logistic(1) - logistic(0)),
  )
}

/**
 * Another schedule with its signal-to-noise ratio times `factor²`: below 1 noisier, as larger images
 * need, since their neighbouring pixels repeat each other.
 *
 * `logSNR′ = logSNR + 2 ln f`, that is `ᾱ′ = f² ᾱ / (f² ᾱ + 1 − ᾱ)`.
 *
 * Source: Hoogeboom et al. 2023, "Simple diffusion", eq. 3 (`factor = 64 / side`).
 */
export function shifted(schedule: NoiseSchedule, factor: number): Configured<NoiseSchedule> {
  checkNumber('scheduler', 'factor', factor, { above: 0 })
  return define('shifted', { schedule: configOf(schedule), factor }, (t) => {
    const alphaBar = schedule(t)
    const signal = factor ** 2 * alphaBar
    return signal / (signal + (1 - alphaBar)) // exactly 1 where ᾱ is
  })
}

/** Adds the check of `t` and the description. */
function define(
  type: string,
  options: Readonly<Record<string, unknown>>,
  alphaBar: NoiseSchedule,
): Configured<NoiseSchedule> {
  const schedule: NoiseSchedule = (t) => {
    if (!(t >= 0 && t <= 1)) fail('scheduler', `\`t\` is ${String(t)}: it must be from 0 to 1.`)
    return alphaBar(t)
  }
  return configured(schedule, { type, ...options })
}
