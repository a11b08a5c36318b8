import type { LabelMap, Raster } from '../contracts/sample.js'
import type { Scan } from '../contracts/scan.js'
import type { SliceAxis, Slicing } from './slicing.js'
import type { ValueRange, Window } from './value-range.js'

/** How a scan is made into pictures. */
export interface PrepareOptions {
  /** @default the plane in which it was taken; see `planeOf` */
  readonly axis?: SliceAxis
  /** The values that are looked at. @default by modality; see `valueRange` */
  readonly window?: Window
  /** Channels of each picture: 1 = grey, 3 = colour. @default those of the scan */
  readonly channels?: number
  /**
   * Slices on either side that come along as channels, 2 × neighbours + 1 in all; at the ends the last one
   * again.
   *
   * @default 0
   */
  readonly neighbours?: number
  /** Height and width of a pixel of the pictures in mm. @default those of the scan */
  readonly spacing?: number
}

/** A scan as pictures, and the way back. */
export interface Prepared {
  readonly slicing: Slicing
  readonly range: ValueRange
  /** One slice: values in `[0, 1]`. */
  readonly picture: (slice: number) => Raster
  /** Puts the labels of a slice where its voxels lie in the scan's own grid. */
  readonly place: (labels: LabelMap, slice: number, volume: Uint8Array) => void
}

/** Makes a scan into pictures that a network can look at, one by one; see `prepareSlices`. */
export type Prepare = (scan: Scan, options?: PrepareOptions) => Prepared
