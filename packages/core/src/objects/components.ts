import type { LabelMap } from '../sample.js'

/** The pixels of a map in groups that hang together. */
export interface Components {
  /** For each pixel the number of its group, from 1; 0 where the mask is not. */
  readonly groups: Uint32Array
  /** Pixels of each group; index 0 counts nothing. */
  readonly sizes: readonly number[]
}

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

function rootOf(parents: number[], group: number): number {
  let root = group
  for (let up = parents[root]; up !== undefined && up !== root; up = parents[root]) {
    parents[root] = parents[up] ?? up
    root = up
  }
  return root
}

function joined(parents: number[], one: number, two: number): number {
  const [low, high] = one < two ? [one, two] : [two, one]
  parents[high] = low
  return low
}

/** Numbers from 1 in the order of their first pixels. */
function numbered(groups: Uint32Array, parents: number[]): Components {
  const numbers = new Map<number, number>()
  const sizes = [0]
  for (let pixel = 0; pixel < groups.length; pixel++) {
    const group = groups[pixel] ?? 0
    if (group === 0) continue
    const root = rootOf(parents, group)
    const number = numbers.get(root) ?? sizes.length
    numbers.set(root, number)
    sizes[number] = (sizes[number] ?? 0) + 1
    groups[pixel] = number
  }
  return { groups, sizes }
}
