import { add, mul, sub, type Tensor4D } from '@tensorflow/tfjs-core'
import { definePart } from '@spad/core'
import { defineSampler, type Level, type Step } from './reverse.js'

/**
 * DPM-Solver++(2M): the probability-flow ODE, second order from the last two predictions.
 *
 * `x′ = (σ′/σ) x − α′ (e^(−h) − 1) D`, `D = (1 + 1/2r) x₀ − (1/2r) x₀ of the step before`,
 * `h = λ′ − λ`, `r = h of the step before / h`, `λ = ln(α/σ)`. The first step is of first order,
 * `D = x₀`, and so is the last: it goes to `λ′ = ∞`, where nothing can be extrapolated.
 *
 * Source: Lu et al. 2022, "DPM-Solver++", algorithm 2.
 */
export const dpmSolverPlusPlus2M = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'sampler',
  type: 'dpmSolverPlusPlus2M',
  options: {},
  build: (_, config) => {
    return defineSampler(config, (step) => {
      const { state, from, to } = step
      const decay = (from.alpha / from.sigma) * (to.sigma / to.alpha) // e^(−h)
      return add(mul(state, to.sigma / from.sigma), mul(extrapolated(step), to.alpha * (1 - decay)))
    })
  },
})

/** `D`. */
function extrapolated({ clean, from, to, last, final }: Step): Tensor4D {
  if (last === undefined || final || last.from.alpha === 0) return clean
  const half = (logSnr(to) - logSnr(from)) / (logSnr(from) - logSnr(last.from)) / 2 // 1 / 2r
  return add(clean, mul(sub(clean, last.clean), half))
}

/** `λ = ln(α/σ)`, half of the log of the signal-to-noise ratio. */
function logSnr({ alpha, sigma }: Level): number {
  return Math.log(alpha / sigma)
}
