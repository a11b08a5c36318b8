import { dispose } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { bcdBand, boundaryWeight } from '../src/index.js'
import { contextOf, disposeBatch, makeBatch, square, useCpu, valuesOf } from './batch.js'

beforeAll(useCpu)

test('weighs the band by up to 1 + gain, and leaves image and target alone', async () => {
  const batch = makeBatch([2, 32, 32], square)
  const { band, blurred } = bcdBand(batch, 1)
  const noisy = boundaryWeight({ tau: 1, gain: 3 })(batch, contextOf({ boundaryWeight: 0.5 }))
  const [w, weight] = [await valuesOf(band), await valuesOf(noisy.weight)]
  weight.forEach((value, i) => {
    expect(value).toBeCloseTo(1 + 1.5 * (w[i] ?? NaN), 5)
  })
  expect(Math.max(...weight)).toBeGreaterThan(2)
  expect(noisy.image).toBe(batch.image)
  expect(noisy.target).toBe(batch.target)
  dispose([band, blurred, noisy.weight])
  disposeBatch(batch)
})

test('refuses what makes no sense', () => {
  expect(() => boundaryWeight({ tau: 0 })).toThrow('[@spad/noise] `tau` is 0: it must be')
  expect(() => boundaryWeight({ gain: -1 })).toThrow('[@spad/noise] `gain` is -1: it must be')
})
