import { add, mul, type Rank, type Tensor4D } from '@tensorflow/tfjs-core'
import { aNumber, aShare, configured, definePart, type Given, randomNormal } from '@spad/core'
import { defineSampler } from './reverse.js'
import { fromCoarse } from './from-coarse.js'

const options = {
  /**
   * Share of fresh noise at each step: 0 = none, 1 = as much as DDPM.
   * @default 0
   */
  eta: { rule: aShare(), default: 0 },
  /**
   * The time at which the process goes on from the answer to the first state, noised anew: 1 = from the first
   * state itself. The first step is then that answer.
   * @default 1
   */
  start: { rule: aNumber({ above: 0, max: 1 }), default: 1 },
}

export interface DdimOptions extends Given<typeof options> {}

/**
 * DDIM: the same marginals as DDPM with less noise, or none, along the way.
 *
 * `x′ = α′ x₀ + √(σ′² − s²) ε̂ + s z`, `ε̂ = (x − α x₀) / σ`, `s = η (σ′/σ) √(1 − ᾱ/ᾱ′)`.
 *
 * Source: Song et al. 2021, "Denoising diffusion implicit models", eqs. 12 and 16.
 */
export const ddim = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'sampler',
  type: 'ddim',
  options: options,
  build: ({ eta, start }, config) => {
    const inner = defineSampler(config, ({ state, clean, from, to, random }) => {
      const fresh = eta * (to.sigma / from.sigma) * Math.sqrt(1 - from.alphaBar / to.alphaBar)
      const direction = Math.sqrt(Math.max(0, to.sigma ** 2 - fresh ** 2))
      // both terms of x₀ at once: what is left of the state, and how much of x₀ it lacks
      const kept = direction / from.sigma
      const next: Tensor4D = add(mul(clean, to.alpha - from.alpha * kept), mul(state, kept))
      if (fresh === 0) return next
      return add(next, mul(randomNormal<Rank.R4>(state.shape, random), fresh))
    })
    return start === 1 ? inner : configured(fromCoarse(inner, start), config)
  },
})
