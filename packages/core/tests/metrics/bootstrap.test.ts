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
  const column = Float64Array.from([0, 1, 2, 3, 4, NaN, NaN])
  const shifted = column.map((value) => value + 10)
  const [first, second] = bootstrapIntervals([column, shifted], { seed: 5, resamples: 500 })
  expect(second).toEqual(first?.map((end) => end + 10))
  expect(first?.every(Number.isFinite)).toBe(true)
})

it('says nothing of numbers of fewer than five groups, and changes with the seed', () => {
  const options = { resamples: 50 }
  const four = Float64Array.from([1, 2, 3, 4, NaN, NaN])
  expect(bootstrapIntervals([four], { ...options, seed: 0 })).toEqual([null])
  const five = Float64Array.from([1, 2, 3, 4, 5, 6])
  const pairs = [[0, 1], [2], [3], [4], [5]]
  expect(bootstrapIntervals([five], { ...options, seed: 0, groups: pairs })[0]).not.toBeNull()
  const fours = [[0, 1], [2, 3], [4], [5]]
  expect(bootstrapIntervals([five], { ...options, seed: 0, groups: fours })).toEqual([null])
  const spread = Float64Array.from({ length: 9 }, (_, i) => i * i)
  const ends = [0, 1].map((seed) => bootstrapIntervals([spread], { ...options, seed }))
  expect(ends[0]).not.toEqual(ends[1])
})
