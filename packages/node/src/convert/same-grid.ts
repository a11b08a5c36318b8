import { fail, type Grid } from '@spad/core'
import { affineOf } from '@spad/formats'

/** What rounding to seven digits makes of metres. */
const TOLERANCE = 1e-2

/**
 * Refuses labels that do not lie on their image's voxels.
 *
 * @throws SpadError that says in what the grids differ and by how much.
 */
export function checkSameGrid(image: string, a: Grid, mask: string, b: Grid): void {
  if (a.size.join() !== b.size.join())
    fail(
      'node',
      `\`${mask}\` has ${b.size.join(' × ')} voxels, \`${image}\` ${a.size.join(' × ')}: labels must lie on ` +
        "their image's grid. Resample them.",
    )
  const other = affineOf(b)
  const differing = affineOf(a).map((value, i) => Math.abs(value - other[i]!))
  const most = Math.max(...differing)
  if (most <= TOLERANCE) return
  const origin = Math.max(...[3, 7, 11].map((i) => differing[i]!))
  const what = origin === most ? 'origins' : 'spacings or directions'
  fail(
    'node',
    `\`${mask}\` and \`${image}\` differ in their ${what} by up to ${Number(most.toPrecision(3))} mm: labels ` +
      "must lie on their image's grid. Resample them, or mend the header that is wrong.",
  )
}
