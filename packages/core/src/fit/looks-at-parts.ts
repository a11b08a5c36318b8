import type { Fit } from '../contracts/fit.js'

/** Whether a fit shows the network parts of an image instead of the whole. */
export function looksAtParts(fit?: Fit): boolean {
  return fit?.windows !== undefined
}
