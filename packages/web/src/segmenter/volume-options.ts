import type {
  ClassVolume,
  LabelVolume,
  NamedFile,
  Scan,
  SegmentVolumeOptions,
  Slicing,
  ValueRange,
} from '@spad/core'
import type { BackendName } from '../backends/candidate.js'
import type { Timing } from './timing.js'

/** One file of a scan: of the visitor's, its bytes, or its address. */
export type ScanFile = ArrayBuffer | Blob | NamedFile | URL | string

/** A scan that was read, its file, or the files that make it: a pair, or a DICOM series in any order. */
export type VolumeSource = Scan | ScanFile | readonly ScanFile[]

/** Options of `Segmenter.segmentVolume`. */
export interface VolumeOptions extends Pick<
  SegmentVolumeOptions,
  | 'axis'
  | 'channel'
  | 'ensemble'
  | 'postprocess'
  | 'scales'
  | 'seed'
  | 'signal'
  | 'steps'
  | 'window'
> {
  /** Told after each slice. */
  readonly onProgress?: (done: number, of: number) => void
}

/** A class and how much there is of it. */
export interface MeasuredClass extends ClassVolume {
  readonly name: string
}

export interface VolumeSegmentation {
  /** The likeliest class of each voxel, on the scan's own grid. */
  readonly labels: LabelVolume
  /** How much there is of each class, background first. */
  readonly volumes: readonly MeasuredClass[]
  /** How the scan was cut: `sliceLabels(slicing, labels.data, slice)` of `@spad/core` is a slice, upright. */
  readonly slicing: Slicing
  /** Which values became 0 and 1, and why. */
  readonly range: ValueRange
  /** Those of the other channels, where the model takes several. */
  readonly others?: readonly ValueRange[]
  /** What was noticed in reading and a user should be told: sentences. */
  readonly notes: readonly string[]
  readonly backend: BackendName
  readonly timing: Timing
}
