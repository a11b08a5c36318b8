import { fail } from '../support/errors.js'
import type { Rescale, Scan } from '../contracts/scan.js'

const AS_STORED: Rescale = { slope: 1, intercept: 0 }

/**
 * How the stored numbers of each slice of a scan's own grid are read.
 *
 * @throws SpadError if there are several ways, but not one for each slice.
 */
export function rescaleOf({ rescale, grid }: Scan): (slice: number) => Rescale {
  if (rescale === undefined) return () => AS_STORED
  if ('slope' in rescale) return () => rescale
  if (rescale.length !== grid.size[2])
    fail('core', `\`rescale\` has length ${rescale.length}: give one, or one for each slice.`)
  return (slice) => rescale[slice] ?? AS_STORED
}
