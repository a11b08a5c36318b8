import type { SampleType } from '../samples/samples.js'

export interface NiftiType {
  readonly sample: SampleType
  /** Samples of one voxel. */
  readonly channels: number
}

const grey = (sample: SampleType): NiftiType => ({ sample, channels: 1 })

/** NIfTI's datatype codes (nifti1.h) that are read. */
export const NIFTI_TYPES: ReadonlyMap<number, NiftiType> = new Map([
  [2, grey('uint8')],
  [4, grey('int16')],
  [8, grey('int32')],
  [16, grey('float32')],
  [64, grey('float64')],
  [128, { sample: 'uint8', channels: 3 }],
  [256, grey('int8')],
  [512, grey('uint16')],
  [768, grey('uint32')],
  [1024, grey('int64')],
  [1280, grey('uint64')],
  [2304, { sample: 'uint8', channels: 4 }],
])

/** Those that are not, so that an error can name them. */
export const OTHER_TYPES: Readonly<Record<number, string>> = {
  1: 'single bits',
  32: 'complex numbers',
  1536: 'numbers of 128 bits',
  1792: 'complex numbers',
  2048: 'complex numbers',
}
