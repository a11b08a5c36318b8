import {
  aNumber,
  checkNumber,
  type Configured,
  definePart,
  fail,
  type Given,
  type NoiseSchedule,
  partOf,
} from '@spad/core'

const linearOptions = {
  /**
   * Noise rate at `t = 0`.
   * @default 0.1
   */
  betaMin: { rule: aNumber({ min: 0 }), default: 0.1 },
  /**
   * Noise rate at `t = 1`.
   * @default 20
   */
  betaMax: { rule: aNumber(), default: 20 },
}

export interface LinearScheduleOptions extends Given<typeof linearOptions> {}

const cosineOptions = {
  /**
   * `s`: keeps the first steps from being too small.
   * @default 0.008
   */
  offset: { rule: aNumber({ min: 0 }), default: 0.008 },
}

export interface CosineScheduleOptions extends Given<typeof cosineOptions> {}

const sigmoidOptions = {
  /**
   * Where on the logistic curve `t = 0` lies.
   * @default -3
   */
  start: { rule: aNumber(), default: -3 },
  /**
   * Where on the logistic curve `t = 1` lies.
   * @default 3
   */
  end: { rule: aNumber(), default: 3 },
  /**
   * Temperature: the smaller, the steeper.
   * @default 1
   */
  tau: { rule: aNumber({ above: 0 }), default: 1 },
}

export interface SigmoidScheduleOptions extends Given<typeof sigmoidOptions> {}

/**
 * `ᾱ(t) = exp(−βmin t − ½ (βmax − βmin) t²)`: the linear β of DDPM in continuous time.
 *
 * Source: Song et al. 2021, "Score-based generative modeling through SDEs", eq. 33 (squared).
 */
export const linearSchedule = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'noiseSchedule',
  type: 'linear',
  options: linearOptions,
  build: ({ betaMin, betaMax }) => {
    checkNumber('scheduler', 'betaMax', betaMax, { above: betaMin })
    return inTime((t) => Math.exp(-betaMin * t - 0.5 * (betaMax - betaMin) * t * t))
  },
})

/**
 * `ᾱ(t) = f(t) / f(0)`, `f(t) = cos²((t + s) / (1 + s) · π / 2)`.
 *
 * Source: Nichol and Dhariwal 2021, "Improved DDPM", eq. 17.
 */
export const cosineSchedule = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'noiseSchedule',
  type: 'cosine',
  options: cosineOptions,
  build: ({ offset }) => {
    const f = (t: number): number => Math.cos(((t + offset) / (1 + offset)) * (Math.PI / 2)) ** 2
    return inTime((t) => f(t) / f(0))
  },
})

/**
 * `ᾱ(t) = (σ(e/τ) − σ((s + t (e − s)) / τ)) / (σ(e/τ) − σ(s/τ))`.
 *
 * Source: Jabri et al. 2022, "Scalable adaptive computation for iterative generation", alg. 3.
 */
export const sigmoidSchedule = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'noiseSchedule',
  type: 'sigmoid',
  options: sigmoidOptions,
  build: ({ start, end, tau }) => {
    checkNumber('scheduler', 'end', end, { above: start })
    const logistic = (t: number): number => 1 / (1 + Math.exp(-(start + t * (end - start)) / tau))
    return inTime((t) => (t === 0 ? 1 : (logistic(1) - logistic(t)) / (logistic(1) - logistic(0))))
  },
})

/**
 * Another schedule with its signal-to-noise ratio times `factor²`: below 1 noisier, as larger images
 * need, since their neighbouring pixels repeat each other.
 *
 * `logSNR′ = logSNR + 2 ln f`, that is `ᾱ′ = f² ᾱ / (f² ᾱ + 1 − ᾱ)`.
 *
 * Source: Hoogeboom et al. 2023, "Simple diffusion", eq. 3 (`factor = 64 / side`).
 */
export function shifted(schedule: NoiseSchedule, factor: number): Configured<NoiseSchedule> {
  return shiftedPart({ schedule, factor })
}

export const shiftedPart = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'noiseSchedule',
  type: 'shifted',
  options: {
    /** The schedule that is made noisier, or less noisy. */
    schedule: { rule: partOf<NoiseSchedule>('noiseSchedule', 'a function of time') },
    /** What the square root of its signal-to-noise ratio is multiplied by. */
    factor: { rule: aNumber({ above: 0 }) },
  },
  build: ({ schedule, factor }) =>
    inTime((t) => {
      const alphaBar = schedule(t)
      const signal = factor ** 2 * alphaBar
      return signal / (signal + (1 - alphaBar)) // exactly 1 where ᾱ is
    }),
})

/** Refuses what is no time. */
function inTime(alphaBar: NoiseSchedule): NoiseSchedule {
  return (t) => {
    if (!(t >= 0 && t <= 1)) fail('scheduler', `\`t\` is ${String(t)}: it must be from 0 to 1.`)
    return alphaBar(t)
  }
}
