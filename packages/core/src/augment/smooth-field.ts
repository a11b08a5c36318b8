import type { Random } from '../support/random.js'

/**
 * A smooth random field of zero mean and unit variance (over many fields): normal numbers on a
 * coarse grid, joined by uniform cubic B-splines. `height × width` values.
 *
 * @param spacing The distance of the grid's points, in pixels: the size of the field's bumps.
 */
export function smoothField(
  height: number,
  width: number,
  spacing: number,
  random: Random,
): Float32Array {
  const rows = splineTaps(height, spacing)
  const columns = splineTaps(width, spacing)
  const grid = Float64Array.from({ length: rows.points * columns.points }, () => random.normal())
  const field = new Float32Array(height * width)
  const row = new Float64Array(columns.points)
  for (let y = 0, at = 0; y < height; y++) {
    blendRows(row, grid, rows, y)
    for (let x = 0; x < width; x++, at++) {
      const first = columns.first[x]!
      const weight = 4 * x
      field[at] =
        (row[first]! * columns.weights[weight]! +
          row[first + 1]! * columns.weights[weight + 1]! +
          row[first + 2]! * columns.weights[weight + 2]! +
          row[first + 3]! * columns.weights[weight + 3]!) /
        DEVIATION
    }
  }
  return field
}

/** √ of the spline's mean squared weights, ∫ B² = 151 / 315 per axis. */
const DEVIATION = 151 / 315

interface SplineTaps {
  /** How many grid points the axis has. */
  readonly points: number
  /** The first of the four points that each pixel reads. */
  readonly first: Uint32Array
  /** Their weights: `[pixels, 4]`. */
  readonly weights: Float64Array
}

function splineTaps(pixels: number, spacing: number): SplineTaps {
  const first = new Uint32Array(pixels)
  const weights = new Float64Array(4 * pixels)
  for (let i = 0; i < pixels; i++) {
    const position = i / spacing
    const whole = Math.floor(position)
    const t = position - whole
    const s = 1 - t
    first[i] = whole
    weights.set(
      [
        (s * s * s) / 6,
        (4 - 6 * t * t + 3 * t * t * t) / 6,
        (4 - 6 * s * s + 3 * s * s * s) / 6,
        (t * t * t) / 6,
      ],
      4 * i,
    )
  }
  return { points: Math.floor((pixels - 1) / spacing) + 4, first, weights }
}

/** One row of the grid's columns at the height of pixel row `y`. */
function blendRows(row: Float64Array, grid: Float64Array, rows: SplineTaps, y: number): void {
  const start = rows.first[y]! * row.length
  for (let x = 0; x < row.length; x++) {
    let sum = 0
    for (let tap = 0; tap < 4; tap++)
      sum += grid[start + tap * row.length + x]! * rows.weights[4 * y + tap]!
    row[x] = sum
  }
}
