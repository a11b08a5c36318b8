import { describe, expect, test } from 'vitest'
import { createRandom, type Raster } from '../../src/index.js'
import { enlargedLabels } from '../../src/raster/enlarged-labels.js'
import { argmaxLabels } from '../../src/raster/one-hot.js'
import { resizeRaster } from '../../src/raster/resize.js'

const random = createRandom(6)

/** Probabilities whose classes form regions, sure inside and doubtful between, some of them equal. */
function regions(height: number, width: number, channels: number): Raster {
  const data = new Float32Array(height * width * channels)
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [row, column] = [Math.floor(pixel / width), pixel % width]
    const inside = Math.floor((row + column) / 5) % channels
    const sure = random.uniform() < 0.8
    let sum = 0
    for (let k = 0; k < channels; k++) {
      const value = (sure && k === inside ? 5 : 0) + (random.uniform() < 0.2 ? 0 : random.uniform())
      sum += data[pixel * channels + k] = Math.fround(value + 0.01)
    }
    for (let k = 0; k < channels; k++)
      data[pixel * channels + k] = (data[pixel * channels + k] ?? 0) / sum
  }
  return { data, height, width, channels }
}

describe('enlargedLabels', () => {
  test.each([
    [2, 16, 16],
    [2, 12, 9],
    [3, 13, 17],
    [5, 12, 40],
    [2, 200, 333],
    [1, 20, 20],
  ])(
    'are those of probabilities that are enlarged: %d classes, to %d×%d',
    (classes, height, width) => {
      for (let round = 0; round < 20; round++) {
        const probabilities = regions(12, 9, classes)
        expect(enlargedLabels(probabilities, height, width)).toEqual(
          argmaxLabels(resizeRaster(probabilities, height, width)).data,
        )
      }
    },
  )

  test('of classes that are equally likely everywhere, the lowest', () => {
    const even = { data: new Float32Array(4 * 3).fill(1 / 3), height: 2, width: 2, channels: 3 }
    expect(enlargedLabels(even, 5, 7)).toEqual(new Uint8Array(35))
  })

  test('where a higher class leads by as little as numbers can tell', () => {
    const data = Float32Array.from([0.5, 0.5 + 2 ** -24, 0.5, 0.5, 0.5, 0.5 + 2 ** -24, 0.5, 0.5])
    const close = { data, height: 2, width: 2, channels: 2 }
    for (const [height, width] of [
      [7, 7],
      [2, 9],
      [64, 33],
    ] as const)
      expect(enlargedLabels(close, height, width)).toEqual(
        argmaxLabels(resizeRaster(close, height, width)).data,
      )
  })
})
