import { dispose, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import {
  type Configured,
  configured,
  fail,
  type NoiseSchedule,
  type PartConfig,
  type Random,
  type Sampler,
} from '@spad/core'

/** How much signal and noise a state holds: `state = α x₀ + σ ε`, `α² + σ² = 1`. */
export interface Level {
  /** ᾱ = α². */
  readonly alphaBar: number
  readonly alpha: number
  readonly sigma: number
}

/** What a sampler knows when it steps from the level `from` down to the level `to`. */
export interface Step {
  readonly state: Tensor4D
  /** The prediction of x₀ from `state`. */
  readonly clean: Tensor4D
  readonly from: Level
  readonly to: Level
  /** The step before this one, absent at the first. */
  readonly last?: { readonly clean: Tensor4D; readonly from: Level }
  /** Whether no step follows. */
  readonly final: boolean
  readonly random: Random
}

/**
 * Makes a {@link Sampler} out of the formula for one step, which returns the next state. The formula
 * runs inside `tf.tidy`; here is everything else: the order of calls and who owns what.
 */
export function defineSampler(
  config: PartConfig,
  formula: (step: Step) => Tensor4D,
): Configured<Sampler> {
  const sampler: Sampler = async (predict, start, { noiseSchedule, timesteps, random, onStep }) => {
    checkTimesteps(timesteps)
    const owned = new Set<Tensor4D>() // at most the state and two predictions
    const own = (tensor: Tensor4D): Tensor4D => (owned.add(tensor), tensor)
    const release = (keep: readonly Tensor4D[]): void => {
      for (const tensor of owned) if (!keep.includes(tensor)) dispose(tensor)
      for (const tensor of owned) if (tensor.isDisposed) owned.delete(tensor)
    }
    let state = start
    let last: Step['last']
    try {
      for (const [index, time] of timesteps.slice(1).entries()) {
        const t = timesteps[index]!
        const from = levelAt(noiseSchedule, t)
        const to = levelAt(noiseSchedule, time)
        const clean = own(predict(state, t))
        const final = index + 2 === timesteps.length
        const now: Step = { state, clean, from, to, final, random, ...(last ? { last } : {}) }
        state = own(tidy(() => formula(now)))
        last = { clean, from }
        release([state, clean])
        await onStep?.(index + 1)
      }
      release([state])
      owned.clear()
      return state
    } finally {
      release([])
    }
  }
  return configured(sampler, config)
}

/** @throws SpadError if the schedule is off at `t`. */
export function levelAt(schedule: NoiseSchedule, t: number): Level {
  const alphaBar = schedule(t)
  if (!(alphaBar >= 0 && alphaBar <= 1))
    fail(
      'scheduler',
      `\`noiseSchedule\` gives ${String(alphaBar)} at ${t}: it must be from 0 to 1.`,
    )
  if (alphaBar === 1 && t > 0)
    fail('scheduler', `\`noiseSchedule\` gives 1 at ${t}: only time 0 may be free of noise.`)
  return { alphaBar, alpha: Math.sqrt(alphaBar), sigma: Math.sqrt(1 - alphaBar) }
}

function checkTimesteps(times: readonly number[]): void {
  const falls = times.every((t, i) => t >= 0 && t <= 1 && (i === 0 || t < times[i - 1]!))
  if (times.length < 2 || !falls)
    fail(
      'scheduler',
      `\`timesteps\` is [${times.join(', ')}]: it must fall from at most 1 to at least 0, with two times or more. Use \`timesteps(steps)\`.`,
    )
}
