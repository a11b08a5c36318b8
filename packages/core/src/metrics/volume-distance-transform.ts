import { squaredDistances } from './distance-transform.js'
import { Envelope } from './envelope.js'
import type { VolumeMask } from './volume-mask.js'

/**
 * {@link squaredDistances} of a volume: exact, in a time linear in the number of voxels; within each
 * slice, then through the slices.
 *
 * @param spacing Distance of columns, rows and slices.
 */
export function squaredVolumeDistances(
  { data, size }: VolumeMask,
  [column, row, slice]: readonly [number, number, number],
): Float64Array {
  const [width, height, depth] = size
  const plane = width * height
  const distances = new Float64Array(plane * depth)
  for (let z = 0; z < depth; z++) {
    const own = data.subarray(z * plane, (z + 1) * plane)
    distances.set(squaredDistances({ data: own, height, width }, [row, column]), z * plane)
  }
  if (depth > 1) throughSlices(distances, size, slice)
  return distances
}

/** Row by row, since voxels of one column and row lie too far apart in memory to be gathered by themselves. */
function throughSlices(
  distances: Float64Array,
  [width, height, depth]: VolumeMask['size'],
  step: number,
): void {
  const envelope = new Envelope(depth, step)
  const lines = new Float64Array(width * depth)
  for (let y = 0; y < height; y++) {
    const start = y * width
    for (let z = 0; z < depth; z++)
      for (let x = 0, from = start + z * width * height; x < width; x++)
        lines[x * depth + z] = distances[from + x]!
    for (let x = 0; x < width; x++) envelope.transform(lines.subarray(x * depth, (x + 1) * depth))
    for (let z = 0; z < depth; z++)
      for (let x = 0, to = start + z * width * height; x < width; x++)
        distances[to + x] = lines[x * depth + z]!
  }
}
