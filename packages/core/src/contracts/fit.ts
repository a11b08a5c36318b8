import type { Raster } from './sample.js'

/** Height and width in pixels. */
export interface Size {
  readonly height: number
  readonly width: number
}

/** Where a window's first pixel lies in the working image; it may lie outside, where borders repeat. */
export interface Corner {
  readonly top: number
  readonly left: number
}

/** Puts the answers for windows together. */
export interface Merge {
  /** Adds the answer for one window: `network.height × network.width × channels` values. */
  add(corner: Corner, answer: Float32Array): void
  /** The weighted mean at each pixel of the working image; 0 where nothing was added. */
  result(): Raster
  /**
   * The rows before `until` that were not given before, to which no window will be added any more, and forgets
   * them.
   *
   * @default none: the whole is held, and `result` asked at the end
   */
  settle?(until: number): Float32Array
}

/** How a network looks at parts of a working image; see `overlapping`. */
export interface Windows {
  /** Where the network looks; together the windows cover the working image. */
  readonly corners: (working: Size, network: Size) => readonly Corner[]
  /** What it sees there, of an image that may be cut to the rows that the window covers. */
  readonly cut: (image: Raster, corner: Corner, network: Size) => Raster
  readonly merging: (working: Size, network: Size, channels: number) => Merge
  /**
   * How many times as large, on each side, the neighbourhood is that the network sees besides: around the
   * same centre, shrunk to the window's size, as further channels.
   *
   * @default none: the network sees the window alone
   */
  readonly context?: number
}

/**
 * How an image of any size and a network of one size come together: the image is brought to a working
 * size, and the network looks at all of it, or at windows of it.
 */
export interface Fit {
  /** The size at which an image of this size is worked on. */
  workingSize(image: Size, network: Size): Size
  /** @default the network looks at the whole, so the working size is the network's */
  readonly windows?: Windows
}
