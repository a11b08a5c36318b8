import type { Grid } from '@spad/core'
import { failFile } from '../file-error.js'
import { type Affine, gridFromAffine } from './affine.js'

/** In mm: what no scanner and no microscope goes beyond, so that volumes and places stay numbers. */
const VOXEL = [1e-6, 1e6] as const
const FARTHEST = 1e9

/**
 * The grid of a file, by a matrix as `gridFromAffine` takes it, whose voxels have a size and a place that can be.
 *
 * @param flat What is wrong where the matrix is not finite or flattens the volume.
 * @throws SpadError that names the file.
 */
export function placedGrid(name: string, affine: Affine, size: Grid['size'], flat: string): Grid {
  const grid = gridOf(name, affine, size, flat)
  const { spacing, origin } = grid
  const [least, most] = VOXEL
  if (!spacing.every((side) => side >= least && side <= most))
    failFile(
      name,
      `has voxels of ${spacing.map(String).join(' × ')} mm: each side must be from ${least} to ${most} mm. Mend its header.`,
    )
  if (!origin.every((place) => Math.abs(place) <= FARTHEST))
    failFile(
      name,
      `lies at ${origin.map(String).join(', ')} mm: each must be at most ${FARTHEST} mm. Mend its header.`,
    )
  return grid
}

function gridOf(name: string, affine: Affine, size: Grid['size'], flat: string): Grid {
  try {
    return gridFromAffine(affine, size)
  } catch {
    return failFile(name, flat)
  }
}
