import type { Random } from '../support/random.js'
import type { Sample } from '../contracts/sample.js'
import { resample, type Warp } from './warp.js'

/**
 * A random change to a sample, on the host, at the size that the network works at.
 *
 * Leaves its argument alone; the result may share arrays with it. Image values stay in `[0, 1]`,
 * labels stay aligned with the image, and no class appears that was not there.
 */
export type Augment = (sample: Sample, random: Random) => Sample

/** An {@link Augment} that only moves pixels, so that several can share one resampling. */
export interface GeometricAugment extends Augment {
  /** Draws one movement for an image of this size, or `undefined` if it is to stay as it is. */
  readonly draw: (random: Random, height: number, width: number) => Warp | undefined
}

/**
 * Makes a {@link GeometricAugment} of a function that draws movements; one's own too.
 *
 * Source pixels beyond the border repeat the border's.
 */
export function geometricAugment(draw: GeometricAugment['draw']): GeometricAugment {
  const augment: Augment = (sample, random) => {
    const warp = draw(random, sample.image.height, sample.image.width)
    return warp ? resample(sample, [warp]) : sample
  }
  return Object.assign(augment, { draw })
}

/**
 * Applies augmentations one after another. Neighbouring geometric ones are joined into one
 * displacement, so that the image is interpolated, and so blurred, only once.
 *
 * Each has numbers of its own, which do not depend on how many the ones before it used.
 */
export function composeAugment(...augments: readonly Augment[]): Augment {
  return (sample, random) => {
    const numbers = random.fork(random.integer(2 ** 32))
    let result = sample
    let warps: Warp[] = []
    augments.forEach((augment, i) => {
      if ('draw' in augment) {
        const { height, width } = result.image
        const warp = (augment as GeometricAugment).draw(numbers.fork(i), height, width)
        if (warp) warps.push(warp)
        return
      }
      result = augment(resample(result, warps), numbers.fork(i))
      warps = []
    })
    return resample(result, warps)
  }
}
