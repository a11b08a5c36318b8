import type { LabelVolume } from '../contracts/reader.js'
import type { VolumeMask } from './volume-mask.js'

type Triple = [number, number, number]

/** How one class lies in the truth and in the prediction of a volume, in voxels. */
export interface VolumeOverlap {
  truth: number
  predicted: number
  both: number
  /** The box around the class in either: column, row and slice, ends included. */
  readonly low: Triple
  readonly high: Triple
}

/** Counts and boxes of all classes in one pass; voxels that are background in both are not counted. */
export function volumeOverlaps(
  truth: LabelVolume,
  prediction: LabelVolume,
  classes: number,
): VolumeOverlap[] {
  const overlaps = Array.from({ length: classes }, (): VolumeOverlap => ({
    ...{ truth: 0, predicted: 0, both: 0 },
    ...{ low: [Infinity, Infinity, Infinity], high: [-1, -1, -1] },
  }))
  const [width, height, depth] = truth.grid.size
  for (let z = 0, i = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const t = truth.data[i]!
        const p = prediction.data[i]!
        if (t === 0 && p === 0) continue
        const inTruth = overlaps[t]
        const inPrediction = overlaps[p]
        if (!inTruth || !inPrediction) continue
        inTruth.truth++
        inPrediction.predicted++
        widen(inTruth, x, y, z)
        if (t === p) inTruth.both++
        else widen(inPrediction, x, y, z)
      }
  return overlaps
}

/** The voxels of a class within a box as a mask. */
export function cropVolumeClass(
  { data, grid }: LabelVolume,
  label: number,
  { low, high }: Pick<VolumeOverlap, 'low' | 'high'>,
): VolumeMask {
  const size = [0, 1, 2].map((axis) => high[axis]! - low[axis]! + 1) as Triple
  const [width, height, depth] = size
  const mask = new Uint8Array(width * height * depth)
  for (let z = 0, to = 0; z < depth; z++)
    for (let y = 0; y < height; y++) {
      const from = ((low[2] + z) * grid.size[1] + low[1] + y) * grid.size[0] + low[0]
      for (let x = 0; x < width; x++, to++) if (data[from + x] === label) mask[to] = 1
    }
  return { data: mask, size }
}

function widen({ low, high }: VolumeOverlap, x: number, y: number, z: number): void {
  if (x < low[0]) low[0] = x
  if (x > high[0]) high[0] = x
  if (y < low[1]) low[1] = y
  if (y > high[1]) high[1] = y
  if (z < low[2]) low[2] = z
  if (z > high[2]) high[2] = z
}
