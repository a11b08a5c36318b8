// A way to gradients that learns nothing, and says so by its loss.
import { zerosLike } from '@tensorflow/tfjs-core'

export const gradients = {
  still:
    () =>
    async (_batch, { denoiser }) => ({
      loss: 7,
      gradients: Object.fromEntries(
        Object.values(denoiser.variables).map((weights) => [weights.name, zerosLike(weights)]),
      ),
    }),
}
