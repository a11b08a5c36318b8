/** A picture on the host: row by row, channels interleaved, values in `[0, 1]`. */
export interface Raster {
  /** `height × width × channels` values. */
  readonly data: Float32Array
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** The class of each pixel, row by row: an index into the data set's classes. */
export interface LabelMap {
  /** `height × width` class indices. */
  readonly data: Uint8Array
  readonly height: number
  readonly width: number
}

/** Where a channel's values lie. */
export interface Level {
  readonly mean: number
  readonly deviation: number
}

/** One labelled case, image and labels of one size. */
export interface Sample {
  readonly name: string
  readonly image: Raster
  readonly labels: LabelMap
  /**
   * What each of several readers drew, of the same size; `labels` are then their consensus.
   *
   * @default nobody but the one who drew `labels`
   */
  readonly readers?: readonly LabelMap[]
  /**
   * Indices of the classes that nobody looked for in this case: its background may be any of them.
   *
   * @default every class was looked for
   */
  readonly unknown?: readonly number[]
  /**
   * Of a part of an image: the mean and deviation of each channel once the whole image is normalised.
   *
   * @default 0 and 1: it is the whole
   */
  readonly level?: readonly Level[]
}
