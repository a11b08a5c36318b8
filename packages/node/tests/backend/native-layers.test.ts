import {
  engine,
  image,
  memory,
  type Rank,
  softmax,
  tensor,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { farthest, make, nativeKernels } from './native-kernels.js'

describe.skipIf(!(await nativeKernels()))('softmax and larger pixels', () => {
  test.each([
    [[1, 1]],
    [[7, 5]],
    [[2, 16, 16, 3]],
    [[3, 257, 32]], // the most classes
    [[5, 33]], // TensorFlow's
    [[2, 100, 130, 6]], // enough work for two threads
  ])('%j: probabilities', (shape) => {
    const before = memory().numTensors
    tidy(() => {
      const logits = make<Rank>(shape, 'logits')
      const found = softmax(logits)
      expect(found.shape).toEqual(shape)
      expect(farthest(found.dataSync(), shares(logits.dataSync(), shape.at(-1)!))).toBeLessThan(
        1e-6,
      )
    })
    expect(memory().numTensors).toBe(before)
  })

  test('logits far apart, and such as are no numbers', () => {
    const found = tidy(() => [
      ...softmax(tensor([1000, 0, -Infinity, 0, NaN, 0, -1000, -1000, -1000], [3, 3])).dataSync(),
    ])
    expect(found.slice(0, 3).map((p) => Math.round(p * 1e6) / 1e6)).toEqual([1, 0, 0])
    expect(found.slice(3, 6)).toEqual([NaN, NaN, NaN])
    for (const p of found.slice(6)) expect(p).toBeCloseTo(1 / 3, 6)
  })

  test.each<[number, number, number, number]>([
    [1, 1, 1, 1],
    [2, 5, 3, 7],
    [1, 64, 128, 40], // enough work for two threads
  ])('[%i, %i, %i, %i]: each pixel becomes four', (...shape) => {
    const before = memory().numTensors
    tidy(() => {
      const x = make<Rank.R4>(shape, 'x')
      const [, height, width, channels] = shape
      const found = image.resizeNearestNeighbor(x, [2 * height, 2 * width])
      const data = x.dataSync()
      const expected = Float32Array.from(found.dataSync(), (_, i) => {
        const pixel = Math.floor(i / channels)
        const [column, row] = [pixel % (2 * width), Math.floor(pixel / (2 * width))]
        // rows of all images, one below the other
        return data[((row >> 1) * width + (column >> 1)) * channels + (i % channels)]!
      })
      expect(farthest(found.dataSync(), expected)).toBe(0)
    })
    expect(memory().numTensors).toBe(before)
  })

  test('other sizes and whole numbers are resized as ever', () => {
    const resize = (x: Tensor, alignCorners: boolean, ...size: number[]) =>
      tidy(() => [
        ...engine()
          .runKernel<Tensor>(
            'ResizeNearestNeighbor',
            { images: x },
            { size, alignCorners, halfPixelCenters: false },
          )
          .dataSync(),
      ])
    const x = tensor([1, 2, 3, 4], [1, 1, 4, 1])
    expect(resize(x, false, 1, 2)).toEqual([1, 3])
    expect(resize(x, true, 2, 8)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 1, 1, 2, 2, 3, 3, 4, 4])
    const whole = tensor([1, 2], [1, 1, 2, 1], 'int32')
    expect(resize(whole, false, 2, 4)).toEqual([1, 1, 2, 2, 1, 1, 2, 2])
    x.dispose()
    whole.dispose()
  })
})

function shares(logits: ArrayLike<number>, classes: number): Float64Array {
  const result = Float64Array.from(logits, Math.exp)
  for (let i = 0; i < result.length; i += classes) {
    const row = result.subarray(i, i + classes)
    const sum = row.reduce((a, b) => a + b, 0)
    for (let k = 0; k < classes; k++) row[k]! /= sum
  }
  return result
}
