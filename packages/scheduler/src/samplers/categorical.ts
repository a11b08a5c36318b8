import {
  add,
  clipByValue,
  div,
  mul,
  softmax,
  sum,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import { definePart, drawClasses, type Sampler } from '@spad/core'
import { defineSampler, type Step } from './reverse.js'

/**
 * The reverse process of `categoricalDiffusion`: each state is a class a pixel, drawn by
 * `p(x′) ∝ (a x + (1 − a)/K) (ᾱ′ p₀ + (1 − ᾱ′)/K)` with `a = ᾱ/ᾱ′`, the last answer is `p₀`. It begins with
 * classes that are all as likely.
 *
 * The model's `signalScale` must be 1: a state is then seen as it is.
 *
 * Sources: Hoogeboom et al. 2021, "Argmax flows and multinomial diffusion", section 4; Zbinden et al. 2023,
 * "Stochastic segmentation with conditional categorical diffusion models" (CCDM), for masks.
 */
export const categorical = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'sampler',
  type: 'categorical',
  options: {},
  build: (_, config) => {
    const inner = defineSampler(config, (step) =>
      step.final ? step.clean.clone() : drawClasses(posterior(step), step.random),
    )
    const sampler: Sampler = async (predict, noise, context) => {
      const start = tidy(() => drawClasses(uniform(noise), context.random.fork('start')))
      try {
        return await inner(predict, start, context)
      } finally {
        start.dispose()
      }
    }
    return sampler
  },
})

function uniform(like: Tensor4D): Tensor4D {
  return softmax(mul(like, 0))
}

function posterior({ state, clean, from, to }: Step): Tensor4D {
  const classes = state.shape[3]
  const kept = from.alphaBar / to.alphaBar
  // back from unit variance, and from 2 p − 1
  const drawn = add(mul(state, Math.sqrt(classes - 1) / classes), 1 / classes)
  const p = clipByValue(add(mul(clean, 0.5), 0.5), 1e-6, 1)
  const predicted = div(p, sum(p, 3, true))
  const odds: Tensor4D = mul(
    add(mul(drawn, kept), (1 - kept) / classes),
    add(mul(predicted, to.alphaBar), (1 - to.alphaBar) / classes),
  )
  return div(odds, sum(odds, 3, true))
}
