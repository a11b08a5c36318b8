import type { Grid } from '@spad/core'

/** The grid of an image that says nothing of its place: 1 mm, origin 0, axes as they are. */
export function identityGrid(columns: number, rows: number, slices = 1): Grid {
  return {
    size: [columns, rows, slices],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  }
}
