import { expect, test } from 'vitest'
import { affineOf, gridFromAffine } from '../../src/geometry/affine.js'

const sheared = [0.8, 0, 0, -20, 0, 0.9, -1, 15, 0, 0, 3, 33, 0, 0, 0, 1]

test('a grid and its matrix are two ways to say the same, sheared or not', () => {
  const grid = gridFromAffine(sheared, [4, 5, 6])
  expect(grid.spacing[2]).toBeCloseTo(Math.hypot(1, 3), 12)
  affineOf(grid).forEach((value, index) => {
    expect(value).toBeCloseTo(sheared[index]!, 12)
  })
})

test('a matrix that is flat or of another size is refused', () => {
  const flat = sheared.map((value, index) => (index === 6 || index === 10 ? 0 : value))
  expect(() => gridFromAffine(flat, [4, 5, 6])).toThrow('`affine` flattens the volume')
  expect(() => gridFromAffine(sheared.slice(1), [4, 5, 6])).toThrow(
    '`affine` is not 16 finite numbers',
  )
})
