import type { LabelMap } from '../contracts/sample.js'
import { type Components, joined, numbered, rootOf } from './groups.js'

export interface ComponentOptions {
  /** Whether pixels that touch at a corner hang together. @default true */
  readonly corners?: boolean
}

/**
 * The connected components of the pixels that `inside` says are in.
 *
 * Source: Wu, Otoo and Suzuki 2009, "Optimizing two-pass connected-component labeling algorithms".
 */
export function components(
  { height, width }: Pick<LabelMap, 'height' | 'width'>,
  inside: (pixel: number) => boolean,
  { corners = true }: ComponentOptions = {},
): Components {
  const groups = new Uint32Array(height * width)
  const parents = [0]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x
      if (!inside(pixel)) continue
      const up = pixel - width
      const near = [
        x > 0 ? groups[pixel - 1] : 0,
        y > 0 ? groups[up] : 0,
        corners && y > 0 && x > 0 ? groups[up - 1] : 0,
        corners && y > 0 && x + 1 < width ? groups[up + 1] : 0,
      ]
      let own = 0
      for (const other of near) {
        if (!other) continue
        own = own === 0 ? rootOf(parents, other) : joined(parents, own, rootOf(parents, other))
      }
      if (own === 0) parents.push((own = parents.length))
      groups[pixel] = own
    }
  return numbered(groups, parents)
}
