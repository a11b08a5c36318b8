import type { Grid } from '@spad/core'
import { fail } from '@spad/core'

/** A 4 × 4 matrix, row by row, from voxel index (column, row, slice) to millimetres in LPS. */
export type Affine = readonly number[]

/** The matrix that takes a voxel's index to its place. */
export function affineOf({ spacing, origin, direction }: Grid): number[] {
  const rows = [0, 1, 2].map((row) => [
    ...[0, 1, 2].map((axis) => at(direction, 3 * row + axis) * at(spacing, axis)),
    at(origin, row),
  ])
  return [...rows.flat(), 0, 0, 0, 1]
}

/**
 * The grid that a matrix from voxel index to millimetres in LPS describes; a sheared matrix gives a
 * direction whose columns are not at right angles.
 *
 * @throws SpadError if it is not 4 × 4, not finite, or flattens the volume.
 */
export function gridFromAffine(affine: Affine, size: Grid['size']): Grid {
  if (affine.length !== 16 || !affine.every(Number.isFinite))
    fail('formats', '`affine` is not 16 finite numbers: give a 4 × 4 matrix, row by row.')
  const axes = [0, 1, 2].map((axis) => columnOf(affine, axis))
  const spacing = axes.map((axis) => Math.hypot(...axis))
  const unit = axes.map((axis, k) => axis.map((value) => value / at(spacing, k)))
  if (!(Math.abs(dot(cross(part(unit, 0), part(unit, 1)), part(unit, 2))) > 1e-6))
    fail('formats', '`affine` flattens the volume: its first three columns must span space.')
  const direction = [0, 1, 2].flatMap((row) => unit.map((axis) => at(axis, row)))
  return {
    size,
    spacing: spacing as unknown as Grid['spacing'],
    origin: columnOf(affine, 3) as unknown as Grid['origin'],
    direction: direction as unknown as Grid['direction'],
  }
}

/** The upper three numbers of a column of a 4 × 4 matrix. */
export const columnOf = (affine: Affine, column: number): number[] =>
  [0, 1, 2].map((row) => at(affine, 4 * row + column))

/** A matrix from the axes of columns, rows and slices, in mm, and the place of the first voxel. */
export function affineFrom(
  axes: readonly (readonly number[])[],
  origin: readonly number[],
): number[] {
  const rows = [0, 1, 2].map((row) => [...axes.map((axis) => at(axis, row)), at(origin, row)])
  return [...rows.flat(), 0, 0, 0, 1]
}

/** The same matrix with x and y turned: RAS to LPS and back. */
export const turnXY = (affine: Affine): number[] =>
  affine.map((value, index) => (index < 8 ? 0 - value : value))

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * at(b, index), 0)

export const cross = (a: readonly number[], b: readonly number[]): number[] =>
  [1, 2, 0].map((i) => {
    const j = (i + 1) % 3
    return at(a, i) * at(b, j) - at(a, j) * at(b, i)
  })

export const scaled = (a: readonly number[], factor: number): number[] =>
  a.map((value) => value * factor)

export const minus = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((value, index) => value - at(b, index))

/** An element that is known to be there. */
export const at = (values: ArrayLike<number>, index: number): number => values[index] ?? NaN

const part = (axes: readonly number[][], index: number): number[] => axes[index] ?? []
