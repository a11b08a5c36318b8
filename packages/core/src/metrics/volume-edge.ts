import type { VolumeMask } from './volume-mask.js'

/**
 * Set voxels with an unset neighbour across a side (6-connected); what lies outside is unset. Along an
 * axis that the volume has one voxel of, nothing is outside: a single slice has the edges of a picture.
 *
 * @param whole The volume that the mask was cut from.
 */
export function volumeEdge({ data, size }: VolumeMask, whole: VolumeMask['size']): VolumeMask {
  const edges = new Uint8Array(data.length)
  const [width, height, depth] = size
  const steps = [1, width, width * height] as const
  const thick = whole.map((count) => count > 1)
  for (let z = 0, i = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        if (!data[i]) continue
        const place = [x, y, z] as const
        for (let axis = 0; axis < 3; axis++) {
          if (!thick[axis]) continue
          const at = place[axis]!
          const step = steps[axis]!
          const inner = at > 0 && at + 1 < size[axis]! && data[i - step] && data[i + step]
          if (!inner) edges[i] = 1
        }
      }
  return { data: edges, size }
}
