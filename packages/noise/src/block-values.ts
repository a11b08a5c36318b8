import { tensor4d, type Tensor4D } from '@tensorflow/tfjs-core'
import type { Random } from '@spad/core'

/**
 * A number for each block of a grid that has a random offset in each sample: `[batch, height, width, 1]`.
 *
 * @param of The number, from a uniform one of `[0, 1)`, which is the default.
 */
export function blockValues(
  [samples, height, width]: readonly [number, number, number, number?],
  side: number,
  random: Random,
  of: (uniform: number) => number = (uniform) => uniform,
): Tensor4D {
  const rows = Math.floor((height + side - 2) / side) + 1
  const columns = Math.floor((width + side - 2) / side) + 1
  const values = new Float32Array(samples * height * width)
  let i = 0
  for (let sample = 0; sample < samples; sample++) {
    const [top, left] = [random.integer(side), random.integer(side)]
    const drawn = Array.from({ length: rows * columns }, () => of(random.uniform()))
    for (let y = 0; y < height; y++) {
      const row = Math.floor((y + top) / side) * columns
      for (let x = 0; x < width; x++) values[i++] = drawn[row + Math.floor((x + left) / side)]!
    }
  }
  return tensor4d(values, [samples, height, width, 1])
}
