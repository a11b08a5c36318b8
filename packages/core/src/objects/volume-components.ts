import type { VolumeMask } from '../metrics/volume-mask.js'
import type { ComponentOptions } from './components.js'
import { type Components, joined, numbered, rootOf } from './groups.js'

/**
 * The connected components of a volume's set voxels: those that touch by sides, edges or corners hang
 * together (26-connected), without `corners` by sides alone (6-connected).
 *
 * Source: Wu, Otoo and Suzuki 2009, "Optimizing two-pass connected-component labeling algorithms".
 */
export function volumeComponents(
  { data, size }: VolumeMask,
  { corners = true }: ComponentOptions = {},
): Components {
  const [width, height, depth] = size
  const before = earlier(corners).map(([dx, dy, dz]) => ({
    ...{ dx, dy, dz },
    step: (dz * height + dy) * width + dx,
  }))
  const groups = new Uint32Array(data.length)
  const parents = [0]
  for (let z = 0, i = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        if (!data[i]) continue
        let own = 0
        for (const { dx, dy, dz, step } of before) {
          const inside =
            x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height && z + dz >= 0
          const other = inside ? groups[i + step]! : 0
          if (other === 0 || other === own) continue
          own = own === 0 ? rootOf(parents, other) : joined(parents, own, rootOf(parents, other))
        }
        if (own === 0) parents.push((own = parents.length))
        groups[i] = own
      }
  return numbered(groups, parents)
}

/** The neighbours of a voxel that were seen before it: 13 of 26, or 3 of 6. */
function earlier(corners: boolean): (readonly [number, number, number])[] {
  const all = [-1, 0].flatMap((dz) =>
    [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dx, dy, dz] as const)),
  )
  return all.filter(([dx, dy, dz]) => {
    const seen = dz < 0 || dy < 0 || (dy === 0 && dx < 0)
    return seen && (corners || Math.abs(dx) + Math.abs(dy) + Math.abs(dz) === 1)
  })
}
