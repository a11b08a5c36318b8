import type { Given } from '../contracts/define-part.js'
import { aNumber, oneOf } from '../contracts/rule.js'
import type { LabelMap, Raster } from '../contracts/sample.js'
import type { Scan } from '../contracts/scan.js'
import { aWindow, type ChannelWindows } from './channel-windows.js'
import { SLICE_AXES, type Slicing } from './slicing.js'
import type { ValueRange, Window } from './value-range.js'

export const prepareOptions = {
  /** The plane of the slices. @default the plane in which it was taken; see `planeOf` */
  axis: { rule: oneOf(...SLICE_AXES), default: undefined },
  /** The values that are looked at, of all channels or of each. @default by modality; see `valueRange` */
  window: { rule: aWindow, default: undefined },
  /** Channels of each picture: 1 = grey, 3 = colour. @default those of the scan */
  channels: { rule: aNumber({ min: 1, integer: true }), default: undefined },
  /**
   * Slices on either side that come along as channels, 2 × neighbours + 1 in all; at the ends the last one
   * again.
   *
   * @default 0
   */
  neighbours: { rule: aNumber({ min: 0, integer: true }), default: 0 },
  /** Height and width of a pixel of the pictures in mm. @default those of the scan */
  spacing: { rule: aNumber({ above: 0 }), default: undefined },
}

/** How scans, each of which is a channel, are made into pictures. */
export interface PrepareTogetherOptions extends Given<typeof prepareOptions> {
  /**
   * The values that are looked at: of all channels, or a list of one for each, in their order; `null`: that one has
   * none.
   *
   * @default by modality; see `valueRange`
   */
  readonly window?: Window | ChannelWindows | undefined
}

/** How a scan is made into pictures. */
export interface PrepareOptions extends Omit<PrepareTogetherOptions, 'window'> {
  /** The values that are looked at. @default by modality; see `valueRange` */
  readonly window?: Window | undefined
}

/** A scan as pictures, and the way back. */
export interface Prepared {
  readonly slicing: Slicing
  readonly range: ValueRange
  /** Those of the other channels, where each is a scan of its own. */
  readonly others?: readonly ValueRange[]
  /** One slice: values in `[0, 1]`. */
  readonly picture: (slice: number) => Raster
  /** Puts the labels of a slice where its voxels lie in the scan's own grid. */
  readonly place: (labels: LabelMap, slice: number, volume: Uint8Array) => void
}

/** Makes a scan into pictures that a network can look at, one by one; see `prepareSlices`. */
export type Prepare = (scan: Scan, options?: PrepareOptions) => Prepared
