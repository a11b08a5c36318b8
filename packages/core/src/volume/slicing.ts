import { fail } from '../support/errors.js'
import type { Grid } from '../contracts/grid.js'
import { orientationOf } from './orientation.js'

/** In which of the patient's planes slices lie. */
export type SliceAxis = 'axial' | 'coronal' | 'sagittal'

export const SLICE_AXES: readonly SliceAxis[] = ['axial', 'coronal', 'sagittal']

/**
 * How a volume is cut: voxel `first + slice × steps[0] + row × steps[1] + column × steps[2]` of the grid is
 * the pixel. Each voxel is one pixel, so what is written by the same rule lies where it was read.
 */
export interface Slicing {
  readonly axis: SliceAxis
  readonly slices: number
  readonly height: number
  readonly width: number
  readonly first: number
  readonly steps: readonly [number, number, number]
  /** Height and width of a pixel in mm. */
  readonly spacing: readonly [number, number]
}

/** The patient's axes along which slices, rows and columns run; −1: against them. Heads are up, backs are down or right. */
const PLANES = {
  axial: [
    [2, 1],
    [1, 1],
    [0, 1],
  ],
  coronal: [
    [1, 1],
    [2, -1],
    [0, 1],
  ],
  sagittal: [
    [0, 1],
    [2, -1],
    [1, 1],
  ],
} as const

/**
 * Slices of a grid as they are looked at: the patient's right at the left, the front or the head on top,
 * from feet to head, from front to back, from right to left, however the grid is stored.
 *
 * @throws SpadError if `axis` is no plane.
 */
export function slicingOf(grid: Grid, axis: SliceAxis): Slicing {
  if (!SLICE_AXES.includes(axis))
    fail('core', `\`axis\` is ${JSON.stringify(axis)}: it must be ${SLICE_AXES.join(', ')}.`)
  const [columns, rows] = grid.size
  const strides = [1, columns, columns * rows] as const
  const orientation = orientationOf(grid)
  const runs = PLANES[axis].map(([along, way]) => {
    const { index, sign } = orientation[along]
    const count = grid.size[index]
    const forward = sign === way
    const step = forward ? strides[index] : -strides[index]
    return {
      count,
      step,
      first: forward ? 0 : (count - 1) * strides[index],
      mm: grid.spacing[index],
    }
  })
  const [slice, row, column] = runs as [Run, Run, Run]
  return {
    axis,
    slices: slice.count,
    height: row.count,
    width: column.count,
    first: slice.first + row.first + column.first,
    steps: [slice.step, row.step, column.step],
    spacing: [row.mm, column.mm],
  }
}

interface Run {
  readonly count: number
  readonly step: number
  readonly first: number
  readonly mm: number
}

/** From this ratio of distances on, slices are taken as they were made. */
const APART = 1.5

/**
 * The plane in which a grid was taken: that across a single slice, or across slices that lie more than 1.5
 * times as far apart as pixels; axial where nothing tells.
 */
export function planeOf(grid: Grid): SliceAxis {
  const orientation = orientationOf(grid)
  const across = (index: number): SliceAxis =>
    SLICE_AXES.find((axis) => orientation[PLANES[axis][0][0]].index === index) ?? 'axial'
  const single = grid.size.indexOf(1)
  if (single >= 0) return across(grid.size[2] === 1 ? 2 : single)
  const widest = Math.max(...grid.spacing)
  const index = grid.spacing.indexOf(widest)
  const others = grid.spacing.filter((_, i) => i !== index)
  return widest > APART * Math.max(...others) ? across(index) : 'axial'
}
