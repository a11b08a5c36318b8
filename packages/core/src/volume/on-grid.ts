import type { Grid } from '../contracts/grid.js'
import type { LabelVolume } from '../contracts/reader.js'
import { cornersOf, GRID_TOLERANCE, placeOf } from './grid-difference.js'

type Triple = [number, number, number]
const AXES = [0, 1, 2] as const

/** Where the voxels of one grid are in another that has voxels at the same places. */
interface Course {
  /** Steps of column, row and slice for a step along each index: 0, 1 or −1. */
  readonly steps: readonly [Triple, Triple, Triple]
  readonly first: Triple
}

/**
 * A label volume on a grid whose voxels lie where its own do, though it may be stored along other axes,
 * begin elsewhere or have more or fewer of them; what the grid has and the volume has not is background.
 *
 * @returns The volume, and how many voxels of a class lie outside of the grid; `undefined` if voxels lie
 *   elsewhere: then it takes resampling.
 */
export function onGrid(
  labels: LabelVolume,
  grid: Grid,
): { readonly volume: LabelVolume; readonly outside: number } | undefined {
  const course = courseOf(labels.grid, grid)
  if (!course) return undefined
  const [columns, rows, slices] = grid.size
  const data = new Uint8Array(columns * rows * slices)
  const [width, height, depth] = labels.grid.size
  let outside = 0
  for (let z = 0, i = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const label = labels.data[i]!
        if (label === 0) continue
        const [column, row, slice] = followed(course, x, y, z)
        if (
          column < 0 ||
          row < 0 ||
          slice < 0 ||
          column >= columns ||
          row >= rows ||
          slice >= slices
        )
          outside++
        else data[(slice * rows + row) * columns + column] = label
      }
  return { volume: { data, grid }, outside }
}

/**
 * The smallest grid with the voxels of two: those of `grid`, as it is stored, and of `other`.
 *
 * @returns `undefined` if voxels of `other` lie elsewhere than those of `grid` would.
 */
export function unitedGrid(grid: Grid, other: Grid): Grid | undefined {
  const course = courseOf(other, grid)
  if (!course) return undefined
  const corners = cornersOf(other).map((corner) => followed(course, ...corner))
  const low = AXES.map((axis) => Math.min(0, ...corners.map((at) => at[axis]))) as Triple
  const high = AXES.map((axis) =>
    Math.max(grid.size[axis] - 1, ...corners.map((at) => at[axis])),
  ) as Triple
  const size = AXES.map((axis) => high[axis] - low[axis] + 1) as Triple
  return { ...grid, size, origin: placeOf(grid, low) }
}

const followed = ({ steps, first }: Course, x: number, y: number, z: number): Triple => [
  first[0] + steps[0][0] * x + steps[1][0] * y + steps[2][0] * z,
  first[1] + steps[0][1] * x + steps[1][1] * y + steps[2][1] * z,
  first[2] + steps[0][2] * x + steps[1][2] * y + steps[2][2] * z,
]

/** Whole steps that lead to the right places for all corners, so for all voxels. */
function courseOf(from: Grid, to: Grid): Course | undefined {
  const index = indexIn(to)
  const start = index(placeOf(from, [0, 0, 0]))
  const first = start.map(Math.round) as Triple
  const steps = AXES.map((axis) => {
    const unit: Triple = [0, 0, 0]
    unit[axis] = 1
    return index(placeOf(from, unit)).map((at, k) => Math.round(at - start[k]!)) as Triple
  }) as unknown as Course['steps']
  const single = steps.every((step) => step.filter((each) => Math.abs(each) === 1).length === 1)
  const used = AXES.every((axis) => steps.filter((step) => step[axis] !== 0).length === 1)
  if (!single || !used) return undefined
  const course = { steps, first }
  const right = cornersOf(from).every((corner) => {
    const wanted = index(placeOf(from, corner))
    return followed(course, ...corner).every(
      (at, axis) => Math.abs(at - wanted[axis]!) <= GRID_TOLERANCE,
    )
  })
  return right ? course : undefined
}

/** From a place in mm to column, row and slice, with fractions. */
function indexIn({ spacing, origin, direction: d }: Grid): (place: Triple) => Triple {
  const axes = AXES.map((k) => AXES.map((row) => d[3 * row + k]! * spacing[k]) as Triple)
  const [a, b, c] = axes as [Triple, Triple, Triple]
  const volume = dot(a, cross(b, c))
  const inverse = [cross(b, c), cross(c, a), cross(a, b)] as const
  return (place) => {
    const from = AXES.map((axis) => place[axis] - origin[axis]) as Triple
    return inverse.map((row) => dot(row, from) / volume) as Triple
  }
}

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]
