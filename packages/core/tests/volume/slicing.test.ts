import { expect, test } from 'vitest'
import { type Grid, orientationLetters, planeOf, sliceLabels, slicingOf } from '../../src/index.js'

const grid = (direction: number[], size = [3, 4, 5], spacing = [1, 1, 1]): Grid =>
  ({ size, spacing, origin: [0, 0, 0], direction }) as unknown as Grid

const LPS = [1, 0, 0, 0, 1, 0, 0, 0, 1]
const RAS = [-1, 0, 0, 0, -1, 0, 0, 0, 1]
/** Columns to the back, rows to the feet, slices to the left: a sagittal stack. */
const PIL = [0, 0, 1, 1, 0, 0, 0, -1, 0]

test('names where columns, rows and slices grow to', () => {
  expect([LPS, RAS, PIL].map((direction) => orientationLetters(grid(direction)))).toEqual([
    'LPS',
    'RAS',
    'PIL',
  ])
  const [c, s] = [Math.cos(0.6), Math.sin(0.6)]
  expect(orientationLetters(grid([c, -s, 0, s, c, 0, 0, 0, 1]))).toBe('LPS')
})

test.each(['axial', 'coronal', 'sagittal'] as const)(
  '%s: the same pixels however the voxels are stored',
  (axis) => {
    const stored = [LPS, RAS, PIL].map((direction) => {
      const size = direction === PIL ? [4, 5, 3] : [3, 4, 5]
      const own = grid(direction, size)
      const volume = new Uint8Array(60)
      for (let i = 0; i < 60; i++) volume[i] = place(own, i)
      const slicing = slicingOf(own, axis)
      return Array.from({ length: slicing.slices }, (_, k) => sliceLabels(slicing, volume, k))
    })
    expect(stored[1]).toEqual(stored[0])
    expect(stored[2]).toEqual(stored[0])
  },
)

/** A number for a place in the patient: x + 3 y + 12 z, each from the low end of its axis. */
function place({ size, direction }: Grid, voxel: number): number {
  const index = [
    voxel % size[0],
    Math.floor(voxel / size[0]) % size[1],
    Math.floor(voxel / size[0] / size[1]),
  ]
  const at = [0, 1, 2].map((axis) => {
    const k = [0, 1, 2].find((column) => direction[3 * axis + column] !== 0)!
    return direction[3 * axis + k]! > 0 ? index[k]! : size[k]! - 1 - index[k]!
  })
  return at[0]! + 3 * at[1]! + 12 * at[2]!
}

test('axial slices have the front on top and the right at the left', () => {
  const volume = Uint8Array.from({ length: 60 }, (_, i) => place(grid(RAS), i))
  expect(sliceLabels(slicingOf(grid(RAS), 'axial'), volume, 0).data.slice(0, 6)).toEqual(
    Uint8Array.of(0, 1, 2, 3, 4, 5),
  )
  // heads are up
  expect(sliceLabels(slicingOf(grid(RAS), 'coronal'), volume, 0).data[0]).toBe(48)
})

test('the plane is the one in which a scan was taken', () => {
  expect(planeOf(grid(LPS))).toBe('axial')
  expect(planeOf(grid(PIL, [4, 5, 3], [1, 1, 3]))).toBe('sagittal')
  expect(planeOf(grid(PIL, [4, 5, 1]))).toBe('sagittal')
  expect(planeOf(grid(LPS, [3, 4, 5], [1, 4, 1]))).toBe('coronal')
})

test('refuses another plane', () => {
  expect(() => slicingOf(grid(LPS), 'frontal' as 'coronal')).toThrow(
    '`axis` is "frontal": it must be axial, coronal, sagittal.',
  )
})
