import { createRandom } from '@spad/core'
import type { Pixels } from '../src/index.js'

/** Seeded grey blotches, 24 × 20. */
export function blotches(): Pixels {
  const [height, width] = [20, 24]
  const random = createRandom(3)
  const coarse = Array.from({ length: 30 }, () => random.integer(256))
  const data = new Uint8ClampedArray(4 * height * width)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const grey = coarse[6 * (y >> 2) + (x >> 2)] ?? 0
      data.set([grey, grey, grey, 255], 4 * (y * width + x))
    }
  return { data, height, width }
}
