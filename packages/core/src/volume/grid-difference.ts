import { fail } from '../support/errors.js'
import type { Grid } from '../contracts/grid.js'
import type { LabelVolume } from '../contracts/reader.js'

/** What rounding in headers makes of a place, in voxels. */
export const GRID_TOLERANCE = 0.05
/** Cosine of axes that are taken for perpendicular: distances are then right to a thousandth. */
const SHEAR = 1e-3

const AXES = [0, 1, 2] as const

/** The place of a voxel in mm. */
export function placeOf(
  { spacing, origin, direction }: Grid,
  index: readonly [number, number, number],
): [number, number, number] {
  const along = (row: 0 | 1 | 2): number =>
    AXES.reduce<number>(
      (sum, axis) => sum + direction[3 * row + axis]! * spacing[axis] * index[axis],
      origin[row],
    )
  return [along(0), along(1), along(2)]
}

/** The eight outermost voxels. */
export function cornersOf({ size }: Grid): [number, number, number][] {
  const [x, y, z] = size.map((count) => [0, count - 1])
  return (x ?? []).flatMap((i) =>
    (y ?? []).flatMap((j) => (z ?? []).map((k): [number, number, number] => [i, j, k])),
  )
}

/** How far voxels of one index lie apart at most, in mm; sizes do not count. */
function farthestApart(a: Grid, b: Grid): number {
  const apart = cornersOf(a).map((corner) => {
    const [one, other] = [placeOf(a, corner), placeOf(b, corner)]
    return Math.hypot(...AXES.map((axis) => one[axis] - other[axis]))
  })
  return Math.max(...apart)
}

/** In what two grids differ and by how much, as a sentence's part; `undefined` if they are one. */
export function gridDifference(a: Grid, b: Grid): string | undefined {
  if (a.size.join() !== b.size.join())
    return `has ${a.size.join(' × ')} voxels, not ${b.size.join(' × ')}`
  const apart = farthestApart(a, b)
  if (apart <= GRID_TOLERANCE * Math.min(...b.spacing)) return undefined
  const differing = [
    ...(shown(a.spacing) === shown(b.spacing)
      ? []
      : [`spacing ${shown(a.spacing)} mm, not ${shown(b.spacing)} mm`]),
    ...(shown(a.origin) === shown(b.origin)
      ? []
      : [`origin ${shown(a.origin)} mm, not ${shown(b.origin)} mm`]),
    ...(shown(a.direction) === shown(b.direction) ? [] : ['other directions']),
  ]
  return `has voxels that lie up to ${round(apart)} mm elsewhere: ${differing.join(', ')}`
}

/** Refuses volumes that do not lie on one grid, and one whose axes are not at right angles. */
export function checkSameGrids(truth: LabelVolume, prediction: LabelVolume): void {
  const difference = gridDifference(prediction.grid, truth.grid)
  if (difference !== undefined)
    fail(
      'core',
      `\`prediction\` ${difference}: both must lie on one grid. Resample the prediction, not the truth.`,
    )
  const { size } = truth.grid
  for (const [name, { data }] of Object.entries({ truth, prediction }))
    if (data.length !== size[0] * size[1] * size[2])
      fail('core', `\`${name}\` has ${data.length} voxels, but a grid of ${size.join(' × ')}.`)
  const lean = shearOf(truth.grid)
  if (lean > SHEAR)
    fail(
      'core',
      `\`truth.grid\` has axes that are ${round((Math.asin(Math.min(1, lean)) * 180) / Math.PI)}° off a right ` +
        'angle: distances are measured on upright grids. Resample both volumes.',
    )
}

/** The largest cosine between two axes. */
function shearOf({ direction }: Grid): number {
  const between = (one: number, other: number): number =>
    Math.abs(
      AXES.reduce<number>(
        (sum, row) => sum + direction[3 * row + one]! * direction[3 * row + other]!,
        0,
      ),
    )
  return Math.max(between(0, 1), between(0, 2), between(1, 2))
}

const round = (value: number): number => Number(value.toPrecision(4))
const shown = (values: readonly number[]): string => values.map(round).join(' × ')
