import { concat, type Rank, slice, type Tensor4D } from '@tensorflow/tfjs-core'
import type { Noise } from '../contracts/noise.js'

/**
 * A noise that acts on the window alone, and leaves the context that joins it as further channels: its pixels
 * lie elsewhere than the mask's.
 *
 * @param channels Those of the window, which come first.
 */
export function besideContext(noise: Noise, channels: number): Noise {
  return (batch, context) => {
    const { image } = batch
    if (image.shape[3] === channels) return noise(batch, context)
    const part = (from: number, count: number): Tensor4D =>
      slice<Rank.R4, Tensor4D>(image, [0, 0, 0, from], [-1, -1, -1, count])
    const noisy = noise({ ...batch, image: part(0, channels) }, context)
    return { ...noisy, image: concat<Tensor4D>([noisy.image, part(channels, -1)], 3) }
  }
}
