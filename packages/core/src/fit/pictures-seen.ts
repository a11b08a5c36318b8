import type { Fit } from '../contracts/fit.js'

/** How many pictures, each of the image's channels, the network sees at once: the window, and its context. */
export function picturesSeen(fit?: Fit): number {
  return fit?.windows?.context === undefined ? 1 : 2
}
