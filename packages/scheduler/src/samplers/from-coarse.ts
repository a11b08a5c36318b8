import { add, mul, type Rank, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import { type PredictClean, randomNormal, type Sampler, type SamplerContext } from '@spad/core'
import { levelAt } from './reverse.js'

/**
 * Lets a sampler go on from a coarse answer: the network's to the first state, noised anew to the time `start`,
 * `x = α x₀ + σ ε`. The times after the first are shrunk to begin there.
 *
 * After prior-guided residual diffusion (PGRD, 2025), whose first answer is that of a network of its own.
 */
export function fromCoarse(inner: Sampler, start: number): Sampler {
  return async (predict, state, context) => {
    const { timesteps, onStep } = context
    const [first = 1, ...rest] = timesteps
    const coarse = predict(state, first)
    try {
      await onStep?.(1)
      if (rest.length < 2) return coarse.clone()
      return await goOn(inner, predict, coarse, {
        ...context,
        timesteps: rest.map((time) => (time * start) / rest[0]!),
        ...(onStep && { onStep: (step: number) => onStep(step + 1) }),
      })
    } finally {
      coarse.dispose()
    }
  }
}

async function goOn(
  inner: Sampler,
  predict: PredictClean,
  coarse: Tensor4D,
  context: SamplerContext,
): Promise<Tensor4D> {
  const { noiseSchedule, timesteps, random } = context
  const { alpha, sigma } = levelAt(noiseSchedule, timesteps[0]!)
  const fresh = random.fork('coarse')
  const state: Tensor4D = tidy(() =>
    add(mul(coarse, alpha), mul(randomNormal<Rank.R4>(coarse.shape, fresh), sigma)),
  )
  try {
    return await inner(predict, state, context)
  } finally {
    state.dispose()
  }
}
