/** What cornerstone's adapter made of a DICOM Segmentation. */
export interface ReadSegmentation {
  /** A label for each voxel, of the slices one after another from the lowest; of each layer that segments share. */
  readonly layers: readonly (readonly number[])[]
  /** The slice that each layer's image names as its own, from 0. */
  readonly places: readonly (readonly number[])[]
  /** The segments by number: name, code of the type, colour of 0 to 255. */
  readonly segments: readonly (readonly [
    number: number,
    name: string,
    code: string,
    color: readonly number[],
  ])[]
  readonly overlapping: boolean
}

/** By the whole file's bytes and the places of frames; frame by frame and the instances that they name. */
export interface ReadTwice {
  readonly fromBytes: ReadSegmentation
  readonly byFrame: ReadSegmentation
}
