import { add, mul, type Rank, type Tensor4D } from '@tensorflow/tfjs-core'
import { definePart, randomNormal } from '@spad/core'
import { defineSampler } from './reverse.js'

/**
 * DDPM: draws each state from the posterior `q(x′ | x, x₀)`.
 *
 * With `a = ᾱ/ᾱ′`, `β = 1 − a`: `μ = (√ᾱ′ β x₀ + √a σ′² x) / σ²`, variance `β σ′² / σ²`.
 *
 * Source: Ho et al. 2020, "Denoising diffusion probabilistic models", eqs. 6 and 7.
 */
export const ddpm = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'sampler',
  type: 'ddpm',
  options: {},
  build: (_, config) => {
    return defineSampler(config, ({ state, clean, from, to, random }) => {
      const a = from.alphaBar / to.alphaBar
      const beta = 1 - a
      const variance = from.sigma ** 2
      const mean: Tensor4D = add(
        mul(clean, (to.alpha * beta) / variance),
        mul(state, (Math.sqrt(a) * to.sigma ** 2) / variance),
      )
      if (to.sigma === 0) return mean
      const deviation = to.sigma * Math.sqrt(beta / variance)
      return add(mean, mul(randomNormal<Rank.R4>(state.shape, random), deviation))
    })
  },
})
