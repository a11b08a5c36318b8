import type { Grid } from '../contracts/grid.js'
import type { LabelVolume } from '../contracts/reader.js'

/** Column, row and slice of the outermost voxels of a class, ends included. */
export interface ClassBox {
  readonly low: [number, number, number]
  readonly high: [number, number, number]
}

/** The box around a class, `undefined` where it is not. */
export function classBox({ data, grid }: LabelVolume, label: number): ClassBox | undefined {
  const low: ClassBox['low'] = [Infinity, Infinity, Infinity]
  const high: ClassBox['high'] = [-1, -1, -1]
  const [columns, rows, slices] = grid.size
  for (let z = 0; z < slices; z++)
    for (let y = 0; y < rows; y++) {
      const row = data.subarray((z * rows + y) * columns, (z * rows + y + 1) * columns)
      const first = row.indexOf(label)
      if (first < 0) continue
      const ends = [
        [first, y, z],
        [row.lastIndexOf(label), y, z],
      ]
      for (const axis of [0, 1, 2] as const)
        for (const end of ends) {
          low[axis] = Math.min(low[axis], end[axis]!)
          high[axis] = Math.max(high[axis], end[axis]!)
        }
    }
  return high[0] < 0 ? undefined : { low, high }
}

/** Tells each row of a box: its first voxel in the volume and in what was cut from it, and its length. */
export function eachRow(
  { size }: Grid,
  { low, high }: ClassBox,
  tell: (at: number, from: number, length: number) => void,
): void {
  const length = high[0] - low[0] + 1
  for (let z = low[2], from = 0; z <= high[2]; z++)
    for (let y = low[1]; y <= high[1]; y++, from += length)
      tell((z * size[1] + y) * size[0] + low[0], from, length)
}
