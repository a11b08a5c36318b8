import { expect, it } from 'vitest'
import { createRandom } from '../../src/index.js'
import { bootstrapIntervals, mean, standardDeviation } from '../../src/metrics/bootstrap.js'

it('covers as wide as the normal approximation says', () => {
  const random = createRandom(3)
  const column = Float64Array.from({ length: 200 }, () => 10 + random.normal())
  const [ends] = bootstrapIntervals([column], { seed: 1, resamples: 4000 })
  const half = (1.96 * (standardDeviation(column) ?? NaN)) / Math.sqrt(200)
  const centre = mean(column) ?? NaN
  expect(ends?.[0]).toBeCloseTo(centre - half, 1)
  expect(ends?.[1]).toBeCloseTo(centre + half, 1)
})

it('draws the same cases for every column, and passes over those without a number', () => {
  const column = Float64Array.from([0, 1, 2, 3, NaN, NaN])
  const shifted = column.map((value) => value + 10)
  const [first, second] = bootstrapIntervals([column, shifted], { seed: 5, resamples: 500 })
  expect(second).toEqual(first?.map((end) => end + 10))
  expect(first?.every(Number.isFinite)).toBe(true)
})

it('says nothing of fewer than two numbers, and changes with the seed', () => {
  const options = { resamples: 50 }
  const one = Float64Array.from([1, NaN, NaN])
  expect(bootstrapIntervals([one], { ...options, seed: 0 })).toEqual([null])
  const spread = Float64Array.from({ length: 9 }, (_, i) => i * i)
  const ends = [0, 1].map((seed) => bootstrapIntervals([spread], { ...options, seed }))
  expect(ends[0]).not.toEqual(ends[1])
})
