// @ts-check
import { gradientsOf } from '@spad/core'
import { perturbed } from './aside.mjs'

export { noises } from './aside.mjs'

/** @typedef {import('./aside.mjs').BatchAside} BatchAside */

export const gradients = {
  /** ScD and BcD on what the encoder found, at every level, instead of on the image. Needs the noise `aside`. */
  features: () =>
    gradientsOf((batch, { denoiser, loss }) => {
      const found = denoiser.encode(batch.image)
      const noisy = found.map((level) =>
        perturbed(
          /** @type {import('@tensorflow/tfjs-core').Tensor4D} */ (level),
          /** @type {BatchAside} */ (batch),
        ),
      )
      return loss(denoiser.denoise(noisy), batch.target, batch.weight)
    }),
}
