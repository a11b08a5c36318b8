import { type Configured, optionsOf, type PartTable } from './part.js'
import { windows } from './windows.js'

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

/**
 * How an image of any size and a network of one size come together: the image is brought to a working
 * size, and the network looks at windows of it.
 */
export interface Fit {
  /** The size at which an image of this size is worked on. */
  workingSize(image: Size, network: Size): Size
  /** Where the network looks; together the windows cover the working image. */
  corners(working: Size, network: Size): readonly Corner[]
  /**
   * How much a window's pixels count where windows overlap: `height × width` numbers above 0.
   *
   * @default each pixel is seen by one window alone
   */
  weights?(network: Size): Float32Array
}

/** The whole image resized to the network's size: one window, which is everything. */
export function resize(): Configured<Fit> {
  return {
    config: { type: 'resize' },
    workingSize: (_, network) => network,
    corners: () => [{ top: 0, left: 0 }],
  }
}

/** The fits that a config may name. */
export const fits: PartTable<Configured<Fit>> = {
  resize: () => resize(),
  windows: (config) => windows(optionsOf('core', config, ['scale', 'step'])),
}
