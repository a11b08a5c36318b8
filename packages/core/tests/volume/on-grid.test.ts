import { expect, test } from 'vitest'
import { type Grid, gridDifference, type LabelVolume, onGrid, unitedGrid } from '../../src/index.js'

/** Columns to the left, rows to the back, slices to the head. */
const grid: Grid = {
  size: [4, 3, 5],
  spacing: [0.7, 0.8, 2.5],
  origin: [-100, -50, 30],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
}

const filled = (on: Grid): LabelVolume => ({
  data: Uint8Array.from({ length: on.size[0] * on.size[1] * on.size[2] }, (_, i) => (i % 3) + 1),
  grid: on,
})

/** The same voxels: columns from head to feet, rows to the left, slices to the front. */
const turned: Grid = {
  size: [5, 4, 3],
  spacing: [2.5, 0.7, 0.8],
  origin: [-100, -50 + 2 * 0.8, 30 + 4 * 2.5],
  direction: [0, 1, 0, 0, 0, -1, -1, 0, 0],
}

test('voxels that are stored along other axes keep their places', () => {
  const labels = filled(grid)
  const there = onGrid(labels, turned)
  expect(there?.outside).toBe(0)
  // column 3, row 1, slice 4 of the grid
  expect(there?.volume.data[(1 * 4 + 3) * 5 + 0]).toBe(labels.data[(4 * 3 + 1) * 4 + 3])
  const back = there && onGrid(there.volume, grid)
  expect(back?.volume.data).toEqual(labels.data)
})

test('what a cropped volume has not is background, and what lies outside is counted', () => {
  const cropped: Grid = { ...grid, size: [4, 3, 2], origin: [-100, -50, 30 + 2.5] }
  const labels = filled(cropped)
  const whole = onGrid(labels, grid)
  expect(whole?.volume.data.subarray(12, 36)).toEqual(labels.data)
  expect(whole?.volume.data.filter(Boolean)).toHaveLength(24)
  expect(onGrid(filled(grid), cropped)?.outside).toBe(36)
})

test('the united grid of two has the voxels of both', () => {
  const above: Grid = { ...grid, size: [4, 3, 2], origin: [-100, -50, 30 + 6 * 2.5] }
  expect(unitedGrid(grid, above)).toEqual({ ...grid, size: [4, 3, 8] })
  const below = unitedGrid(above, grid)
  expect(below?.size).toEqual([4, 3, 8])
  expect(below && gridDifference(below, { ...grid, size: [4, 3, 8] })).toBeUndefined()
  expect(unitedGrid(grid, turned)).toEqual(grid)
})

test.each([
  { origin: [-100, -50, 31] },
  { spacing: [0.7, 0.8, 5] },
  { spacing: [0.7, 0.8, 2.4] },
  { direction: [1, 0, 0, 0, Math.cos(0.1), -Math.sin(0.1), 0, Math.sin(0.1), Math.cos(0.1)] },
] as Partial<Grid>[])('voxels that lie elsewhere are told: %j', (other) => {
  expect(onGrid(filled(grid), { ...grid, ...other })).toBeUndefined()
  expect(unitedGrid(grid, { ...grid, ...other })).toBeUndefined()
})
