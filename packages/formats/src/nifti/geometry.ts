import type { Grid } from '@spad/core'
import { affineFrom, at, columnOf, cross, scaled, turnXY } from '../geometry/affine.js'
import { placedGrid } from '../geometry/placed-grid.js'
import { failFile } from '../file-error.js'
import type { NiftiHeader } from './header.js'

/** A grid and what should be said of it. */
export interface NotedGrid {
  readonly grid: Grid
  readonly notes: readonly string[]
}

/**
 * Where the voxels lie: by the sform if there is one, else by the qform, else by the spacing with the
 * middle of the volume at 0, as nibabel does it; turned from RAS to LPS.
 *
 * @throws SpadError if the matrix is not finite or flat.
 */
export function niftiGrid(name: string, header: NiftiHeader, size: Grid['size']): NotedGrid {
  const notes: string[] = []
  const { sformCode, qformCode } = header
  if (sformCode <= 0 && qformCode > 0) checkTurn(name, header)
  if (sformCode <= 0) checkSteps(name, header, size, notes)
  let ras = sformCode > 0 ? sform(header) : qformCode > 0 ? qform(header) : centred(header, size)
  if (sformCode > 0 && qformCode > 0) {
    const apart = farthest(ras, qform(header), size)
    if (apart > 0.01)
      notes.push(
        `sform and qform place voxels up to ${apart.toFixed(2)} mm apart: the sform is taken.`,
      )
  }
  if (sformCode <= 0 && qformCode <= 0)
    notes.push('neither sform nor qform is set: the place and the sides of the volume are assumed.')
  ras = withStep(ras, size, notes)
  const unit = { 1: 1000, 3: 0.001 }[header.units & 7]
  if (unit !== undefined) {
    notes.push(
      `lengths are in ${unit > 1 ? 'metres' : 'micrometres'} and were turned to millimetres.`,
    )
    ras = ras.map((value, index) => (index < 12 ? value * unit : value))
  }
  const flat = 'has a matrix of place that is not finite or flat: mend its sform or qform.'
  return { grid: placedGrid(name, turnXY(ras), size, flat), notes }
}

/** The matrix of one slice may leave out how far the next one would be; the header of a picture in a plane does. */
function withStep(ras: number[], size: Grid['size'], notes: string[]): number[] {
  const [columns, rows, step] = [0, 1, 2].map((axis) => columnOf(ras, axis))
  if (size[2] !== 1 || !columns || !rows || !step || Math.hypot(...step) !== 0) return ras
  const across = cross(columns, rows)
  notes.push('a single slice without a thickness: 1 mm is taken.')
  const axes = [columns, rows, scaled(across, 1 / Math.hypot(...across))]
  return affineFrom(axes, columnOf(ras, 3))
}

/** Without an sform the distances of voxels are all that there is. */
function checkSteps(
  name: string,
  { pixdim, qformCode }: NiftiHeader,
  size: Grid['size'],
  notes: string[],
): void {
  const steps = [1, 2, 3].map((axis) => at(pixdim, axis))
  const wrong = steps.findIndex((step) => !(step >= 0 && Number.isFinite(step)))
  if (wrong >= 0)
    failFile(
      name,
      `has pixdim[${wrong + 1}] ${steps[wrong]}: the distance of voxels must be above 0. Mend the header.`,
    )
  if (qformCode > 0) return
  const unsaid = steps.findIndex((step, axis) => step === 0 && at(size, axis) > 1)
  if (unsaid >= 0) notes.push(`pixdim[${unsaid + 1}] is 0: 1 mm is taken.`)
}

/** A rotation's b, c and d are no longer than 1 together; float32 rounds. */
function checkTurn(name: string, { quaternion }: NiftiHeader): void {
  if (!(Math.hypot(...quaternion) < 1 + 1e-3))
    failFile(name, `has the quaternion ${quaternion.join(', ')}, longer than 1: mend its qform.`)
}

const sform = ({ sform }: NiftiHeader): number[] => [...sform, 0, 0, 0, 1]

/** https://nifti.nimh.nih.gov/nifti-1, method 2. */
function qform({ quaternion, pixdim, offset }: NiftiHeader): number[] {
  const [b, c, d] = [at(quaternion, 0), at(quaternion, 1), at(quaternion, 2)]
  const a = Math.sqrt(Math.max(0, 1 - (b * b + c * c + d * d)))
  const axes = [
    [a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)],
    [2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)],
    [2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c],
  ]
  const lengths = [at(pixdim, 1), at(pixdim, 2), at(pixdim, 3) * (at(pixdim, 0) < 0 ? -1 : 1)]
  return affineFrom(
    axes.map((axis, k) => scaled(axis, at(lengths, k))),
    offset,
  )
}

function centred({ pixdim }: NiftiHeader, size: Grid['size']): number[] {
  const steps = [1, 2, 3].map((axis) => at(pixdim, axis) || 1)
  const middle = steps.map((step, axis) => (step * (at(size, axis) - 1)) / 2)
  const [x, y, z] = [at(steps, 0), at(steps, 1), at(steps, 2)]
  const axes = [
    [-x, 0, 0],
    [0, y, 0],
    [0, 0, z],
  ]
  return affineFrom(axes, [at(middle, 0), -at(middle, 1), -at(middle, 2)])
}

/** By how many mm two matrices place the farthest of the volume's corners apart. */
function farthest(a: readonly number[], b: readonly number[], size: Grid['size']): number {
  const corners = Array.from({ length: 8 }, (_, corner) =>
    size.map((length, axis) => ((corner >> axis) & 1) * (length - 1)),
  )
  const place = (m: readonly number[], [i = 0, j = 0, k = 0]: number[]) =>
    [0, 4, 8].map(
      (row) => at(m, row) * i + at(m, row + 1) * j + at(m, row + 2) * k + at(m, row + 3),
    )
  return Math.max(
    ...corners.map((corner) => {
      const [p, q] = [place(a, corner), place(b, corner)]
      return Math.hypot(...p.map((value, index) => value - at(q, index)))
    }),
  )
}
