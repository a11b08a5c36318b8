import { checkNumber } from '../support/check.js'
import { withoutIgnored } from '../raster/ignored.js'
import type { LabelVolume } from '../contracts/reader.js'
import { checkSameGrids } from '../volume/grid-difference.js'
import { voxelMillilitres } from '../volume/class-volumes.js'
import { checkClasses, checkHighest } from './check-pair.js'
import { classScores } from './class-scores.js'
import type { CaseScores, ScoreOptions } from './score-case.js'
import { distancesBetween } from './surface-distance.js'
import { squaredVolumeDistances } from './volume-distance-transform.js'
import { volumeEdge } from './volume-edge.js'
import { cropVolumeClass, type VolumeOverlap, volumeOverlaps } from './volume-overlap.js'

/**
 * Scores a predicted label volume against the true one, in three dimensions and in mm, by the rules of
 * `Metric` with voxels for pixels: an edge voxel has one of its six neighbours outside of the mask. Along an
 * axis of one voxel nothing is outside, so that a single slice scores as its label map does. Voxels that the
 * truth ignores count as background.
 *
 * @param classes Number of classes, background included; the background is not scored.
 * @returns With `volumes`, what there is of each class.
 * @throws SpadError if the grids differ or are sheared, a label is no class or an option is out of range.
 */
export function scoreVolume(
  name: string,
  reference: LabelVolume,
  answer: LabelVolume,
  classes: number,
  { tolerance = 2 }: Pick<ScoreOptions, 'tolerance'> = {},
): CaseScores & Required<Pick<CaseScores, 'volumes'>> {
  checkClasses(classes)
  checkNumber('core', 'tolerance', tolerance, { min: 0 })
  checkSameGrids(reference, answer)
  const { grid } = reference
  const [truth, prediction] = withoutIgnored(reference, answer)
  checkHighest('truth', truth.data, classes)
  checkHighest('prediction', prediction.data, classes)
  const limits = { tolerance, diagonal: diagonalOf(grid) }
  const overlaps = volumeOverlaps(truth, prediction, classes)
  const scores = overlaps.map((overlap, label) =>
    classScores(overlap, limits, () => distancesOf(truth, prediction, label, overlap)),
  )
  const one = voxelMillilitres(grid)
  const volume = (voxels: number) => ({ voxels, millilitres: voxels * one })
  return {
    name,
    classes: scores.slice(1),
    volumes: overlaps.slice(1).map((overlap) => ({
      truth: volume(overlap.truth),
      prediction: volume(overlap.predicted),
    })),
  }
}

function distancesOf(
  truth: LabelVolume,
  prediction: LabelVolume,
  label: number,
  overlap: VolumeOverlap,
) {
  const { size, spacing } = truth.grid
  const edgeOf = (volume: LabelVolume) => volumeEdge(cropVolumeClass(volume, label, overlap), size)
  return distancesBetween(edgeOf(truth), edgeOf(prediction), (edges) =>
    squaredVolumeDistances(edges, spacing),
  )
}

function diagonalOf({ size, spacing }: LabelVolume['grid']): number {
  const sides = size.map((count, axis) => (count > 1 ? count * spacing[axis]! : 0))
  return Math.hypot(...sides)
}
