import type { LabelMap, Scan } from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'

/** Chest phantoms as the slices of a scan, which lies askew to its axes: rows to the feet, slices to the back. */
export async function chestScan(
  slices = 6,
  side = 96,
): Promise<{ scan: Scan; truth: readonly LabelMap[] }> {
  const { truth } = phantomDataset({ kind: 'chest', count: slices, seed: 7, size: [side, side] })
  const data = new Int16Array(side * side * slices)
  const labels: LabelMap[] = []
  for (let slice = 0; slice < slices; slice++) {
    const { image, labels: lungs } = await truth.read(slice)
    labels.push(lungs)
    data.set(
      image.data.map((value) => Math.round(255 * value)),
      slice * side * side,
    )
  }
  const scan: Scan = {
    data,
    channels: 1,
    grid: {
      size: [side, side, slices],
      spacing: [2, 2.5, 4],
      origin: [-90, 20, 300],
      direction: [1, 0, 0, 0, 0, 1, 0, -1, 0],
    },
  }
  return { scan, truth: labels }
}
