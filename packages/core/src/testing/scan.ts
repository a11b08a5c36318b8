import type { Grid } from '../contracts/grid.js'
import type { Scan } from '../contracts/scan.js'
import { check, checkSame } from './check.js'

/** Throws unless a scan keeps what its type promises. */
export function checkScan({ data, grid, channels, rescale, notes = [] }: Scan): void {
  checkGrid(grid)
  check(Number.isInteger(channels) && channels >= 1, `\`channels\` is ${channels}: from 1`)
  const [columns, rows, slices] = grid.size
  checkSame(data.length, columns * rows * slices * channels, 'the number of samples')
  const lines = rescale === undefined ? [] : 'slope' in rescale ? [rescale] : rescale
  check([0, 1, slices].includes(lines.length), `${lines.length} rescales for ${slices} slices`)
  for (const { slope, intercept } of lines)
    check(
      Number.isFinite(slope) && slope !== 0 && Number.isFinite(intercept),
      `values are ${slope} × stored + ${intercept}: both must be finite, the slope not 0`,
    )
  for (const note of notes) check(note.trim() !== '', 'a note is empty: it must be a sentence')
}

/** Throws unless a grid has a size, distances above 0, and unit vectors as its axes. */
function checkGrid({ size, spacing, origin, direction }: Grid): void {
  checkSame(
    [size, spacing, origin, direction].map(({ length }) => length),
    [3, 3, 3, 9],
    'a grid',
  )
  for (const side of size)
    check(Number.isInteger(side) && side >= 1, `\`size\` holds ${side}: integers from 1`)
  for (const distance of spacing)
    check(distance > 0 && distance < Infinity, `\`spacing\` holds ${distance}: mm above 0`)
  for (const place of origin) check(Number.isFinite(place), `\`origin\` holds ${place}`)
  for (const axis of [0, 1, 2]) {
    const length = Math.hypot(...[0, 3, 6].map((row) => direction[row + axis]!))
    check(
      Math.abs(length - 1) < 1e-4,
      `axis ${axis} of \`direction\` is ${length} long: it must be 1`,
    )
  }
}
