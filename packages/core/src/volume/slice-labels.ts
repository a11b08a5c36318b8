import type { LabelMap } from '../contracts/sample.js'
import type { Slicing } from './slicing.js'

/** One slice of a label volume, as `Prepared.picture` shows its voxels. */
export function sliceLabels(
  { height, width, first, steps }: Slicing,
  volume: Uint8Array,
  slice: number,
): LabelMap {
  const data = new Uint8Array(height * width)
  let at = 0
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      data[at++] = volume[first + slice * steps[0] + row * steps[1] + column * steps[2]]!
  return { data, height, width }
}
