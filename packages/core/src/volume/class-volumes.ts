import type { Grid } from '../contracts/grid.js'
import type { LabelVolume } from '../contracts/reader.js'

/** How much there is of a class. */
export interface ClassVolume {
  readonly voxels: number
  readonly millilitres: number
}

/** How much there is of a class in the truth and in the prediction. */
export interface ComparedVolume {
  readonly truth: ClassVolume
  readonly prediction: ClassVolume
}

/** The volume of one voxel in ml: the product of the spacings, less what a shear takes. */
export function voxelMillilitres({ spacing, direction: d }: Grid): number {
  const volume =
    d[0] * (d[4] * d[8] - d[5] * d[7]) -
    d[1] * (d[3] * d[8] - d[5] * d[6]) +
    d[2] * (d[3] * d[7] - d[4] * d[6])
  return (Math.abs(volume) * spacing[0] * spacing[1] * spacing[2]) / 1000
}

/** What there is of each class, background first. */
export function classVolumes({ data, grid }: LabelVolume, classes: number): ClassVolume[] {
  const counts = new Float64Array(classes)
  for (const label of data) if (label < classes) counts[label] = counts[label]! + 1
  const one = voxelMillilitres(grid)
  return Array.from(counts, (voxels) => ({ voxels, millilitres: voxels * one }))
}
