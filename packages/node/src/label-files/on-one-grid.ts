import { fail, type Grid, gridDifference, type LabelVolume, onGrid, unitedGrid } from '@spad/core'
import type { FileLabels } from './read-label-file.js'

/**
 * The labels of a prediction and of its truth, voxel beside voxel: as they are, turned where they are stored
 * along other axes, and with background where a segmentation leaves slices out. Nothing is resampled.
 *
 * @throws SpadError that says in what the grids differ and by how much.
 */
export function onOneGrid(
  name: string,
  truth: FileLabels,
  prediction: FileLabels,
): { readonly truth: LabelVolume; readonly prediction: LabelVolume } {
  const difference = gridDifference(prediction.labels.grid, truth.labels.grid)
  if (difference === undefined) {
    const { grid } = truth.labels
    return { truth: truth.labels, prediction: { ...prediction.labels, grid } }
  }
  const grid = commonGrid(truth, prediction)
  const placed = grid && [truth, prediction].map((side) => placedOn(side, grid))
  const [one, other] = placed ?? []
  if (one && other) return { truth: one, prediction: other }
  return fail(
    'node',
    `${name}: the prediction ${difference} as the truth. Both must lie on one grid: resample the ` +
      'prediction onto that of the truth, or mend the header that is wrong.',
  )
}

/** That of the side that has all slices; where neither has, one with the voxels of both. */
function commonGrid(truth: FileLabels, prediction: FileLabels): Grid | undefined {
  if (!truth.cropped) return truth.labels.grid
  if (!prediction.cropped) return prediction.labels.grid
  return unitedGrid(truth.labels.grid, prediction.labels.grid)
}

/** A side that has all slices must fill the grid. */
function placedOn({ labels, cropped }: FileLabels, grid: Grid): LabelVolume | undefined {
  const placed = onGrid(labels, grid)
  const united = cropped ? grid : unitedGrid(grid, labels.grid)
  const fills =
    cropped || (sizeOf(labels.grid) === sizeOf(grid) && united && sizeOf(united) === sizeOf(grid))
  return placed?.outside === 0 && fills ? placed.volume : undefined
}

const sizeOf = ({ size }: Grid): number => size[0] * size[1] * size[2]
