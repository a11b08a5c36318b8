import { Envelope } from './envelope.js'

/** Pixel height and width in whatever unit distances are wanted in. */
export type Spacing = readonly [height: number, width: number]

/** One byte a pixel, row by row; anything but 0 is set. */
export interface Mask {
  /** `height × width` bytes. */
  readonly data: Uint8Array
  readonly height: number
  readonly width: number
}

/**
 * The squared Euclidean distance of every pixel's centre to the nearest set pixel's centre:
 * `height × width` values, row by row, 0 on set pixels, `Infinity` everywhere if none is set.
 *
 * Exact, in a time linear in the number of pixels: distances along columns by two sweeps, then along
 * rows the lower envelope of one parabola per column.
 *
 * Source: Felzenszwalb and Huttenlocher 2012, "Distance transforms of sampled functions".
 */
export function squaredDistances(mask: Mask, spacing: Spacing = [1, 1]): Float64Array {
  const { height, width } = mask
  const distances = columnDistances(mask, spacing[0])
  const envelope = new Envelope(width, spacing[1])
  for (let y = 0; y < height; y++)
    envelope.transform(distances.subarray(y * width, (y + 1) * width))
  return distances
}

/** Squared distances to the nearest set pixel of the same column. */
function columnDistances({ data, height, width }: Mask, step: number): Float64Array {
  const rows = new Float64Array(height * width)
  for (let i = 0; i < rows.length; i++) {
    const above = i < width ? Infinity : rows[i - width]!
    rows[i] = data[i] ? 0 : above + 1
  }
  for (let i = rows.length - width - 1; i >= 0; i--) {
    const below = rows[i + width]! + 1
    if (below < rows[i]!) rows[i] = below
  }
  for (let i = 0; i < rows.length; i++) rows[i] = (rows[i]! * step) ** 2
  return rows
}
