import { affineFrom, at, dot, minus, scaled } from '../geometry/affine.js'
import { failFile } from '../file-error.js'
import { type Faults, millimetres } from './faults.js'
import { normalOf, type Slice } from './slices.js'

/** Planes in their order in space, and where they lie. */
export interface Stack {
  readonly slices: readonly Slice[]
  /** Voxel index to mm in LPS; undefined where the files do not say. */
  readonly affine?: readonly number[]
}

/**
 * Sorts planes along their normal by position and finds how far they are apart.
 *
 * @throws SpadError if planes differ in direction, share a place, or have a fault that is not allowed.
 */
export function orderSlices(slices: readonly Slice[], faults: Faults): Stack {
  const [first] = slices
  if (!first?.orientation || !slices.every(({ position }) => position))
    return withoutPlace(slices, faults)
  const { orientation } = first
  checkSame(slices, orientation)
  const normal = normalOf(orientation)
  const placed = slices
    .map((slice) => ({ slice, along: dot(normal, slice.position ?? []) }))
    .sort((a, b) => a.along - b.along)
  const heights = placed.map(({ along }) => along)
  checkGaps(first.file.name, heights, faults)
  const sorted = placed.map(({ slice }) => slice)
  const origin = sorted[0]?.position ?? []
  const last = sorted.at(-1)?.position ?? []
  const count = sorted.length - 1
  const step =
    count > 0 ? scaled(minus(last, origin), 1 / count) : scaled(normal, thicknessOf(first, faults))
  if (count > 0) {
    checkTilt(step, normal, faults)
    checkLine(sorted, step, faults)
  }
  const [rows, columns] = spacingOf(first, faults)
  const axes = [scaled(orientation.slice(0, 3), columns), scaled(orientation.slice(3), rows), step]
  return { slices: sorted, affine: affineFrom(axes, origin) }
}

function withoutPlace(slices: readonly Slice[], faults: Faults): Stack {
  const [first] = slices
  if (!first) return { slices }
  const { name } = first.file
  if (slices.some(({ file }) => file !== first.file))
    return failFile(
      name,
      'says not where it lies: a series needs positions, give such files singly.',
    )
  if (slices.some(({ position }) => position))
    return failFile(name, 'says of some frames only where they lie.')
  const [rows, columns] = spacingOf(first, faults)
  if (slices.length > 1)
    faults.note('the file says not how its frames lie: they are 1 mm apart here.')
  return { slices, affine: [columns, 0, 0, 0, 0, rows, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] }
}

function checkSame(slices: readonly Slice[], orientation: readonly number[]): void {
  for (const slice of slices) {
    const apart = minus(slice.orientation ?? [], orientation)
    if (!(Math.hypot(...apart) < 1e-3))
      failFile(
        slice.file.name,
        'lies in another direction than the other slices (a scout perhaps): leave it out.',
      )
  }
}

function spacingOf({ pixelSpacing, atDetector, file }: Slice, faults: Faults): [number, number] {
  if (!pixelSpacing) {
    faults.note('the file says no pixel spacing: 1 mm is taken.')
    return [1, 1]
  }
  if (atDetector) faults.note('the pixel spacing is that at the detector, not in the patient.')
  const [rows, columns] = [at(pixelSpacing, 0), at(pixelSpacing, 1)]
  if (!(rows > 0 && columns > 0))
    return failFile(
      file.name,
      `has a pixel spacing of ${rows} × ${columns} mm: it must be above 0.`,
    )
  return [rows, columns]
}

function thicknessOf(slice: Slice, faults: Faults): number {
  const thickness = slice.thickness()
  faults.note(
    thickness !== undefined
      ? 'a single slice: its thickness is what the file says, no position tells it.'
      : 'a single slice without a thickness: 1 mm is taken.',
  )
  return thickness ?? 1
}

// of the usual gap: positions are written with few digits
const TOLERANCE = 0.05

function checkGaps(name: string, heights: readonly number[], faults: Faults): void {
  const gaps = heights.slice(1).map((height, index) => height - at(heights, index))
  const usual = usualGap(gaps)
  const shared = gaps.findIndex((gap) => gap < 1e-3)
  if (shared >= 0)
    failFile(
      name,
      `is of a series with more than one slice at ${millimetres(at(heights, shared))} along the normal (several phases or echoes perhaps): give those of one.`,
    )
  const missing: number[] = []
  const uneven: string[] = []
  gaps.forEach((gap, index) => {
    const steps = Math.round(gap / usual)
    const start = at(heights, index)
    if (Math.abs(gap - steps * usual) > TOLERANCE * usual)
      uneven.push(`${millimetres(gap)} after ${millimetres(start)}`)
    else for (let k = 1; k < Math.min(steps, 1000); k++) missing.push(start + k * usual)
  })
  if (missing.length > 0)
    faults.report(
      'missing-slices',
      `${missing.length} of ${heights.length + missing.length} slices are missing, at ${list(missing.map(millimetres))} along the normal`,
    )
  if (uneven.length > 0)
    faults.report(
      'uneven-slices',
      `slices are ${millimetres(usual)} apart, but ${list(uneven)} along the normal`,
    )
}

/** The gap of which all others are multiples, where there is one, else the middle one. */
function usualGap(gaps: readonly number[]): number {
  const sorted = [...gaps].sort((a, b) => a - b)
  const least = sorted[0] ?? 0
  const multiples = gaps.every(
    (gap) => Math.abs(gap - Math.round(gap / least) * least) <= TOLERANCE * least,
  )
  return multiples ? least : at(sorted, Math.floor(sorted.length / 2))
}

const list = (all: readonly string[]): string =>
  all.slice(0, 5).join(', ') + (all.length > 5 ? ` and ${all.length - 5} more` : '')

function checkTilt(step: readonly number[], normal: readonly number[], faults: Faults): void {
  const cosine = dot(step, normal) / Math.hypot(...step) / Math.hypot(...normal)
  const degrees = (Math.acos(Math.min(1, cosine)) * 180) / Math.PI
  if (degrees > 0.5)
    faults.report(
      'tilt',
      `the slices are stacked ${degrees.toFixed(2)}° off their normal (a tilted gantry): the grid is sheared`,
    )
}

/** Planes that step aside. */
function checkLine(slices: readonly Slice[], step: readonly number[], faults: Faults): void {
  const first = slices[0]?.position ?? []
  const unit = scaled(step, 1 / Math.hypot(...step))
  const aside = slices.map(({ position }) => {
    const from = minus(position ?? [], first)
    return Math.hypot(...minus(from, scaled(unit, dot(from, unit))))
  })
  const most = Math.max(...aside)
  const pixel = Math.min(...(slices[0]?.pixelSpacing ?? [1]))
  if (most > pixel)
    faults.report(
      'uneven-slices',
      `slices stand up to ${millimetres(most)} beside the line of the others`,
    )
}
