/** What a picture's header says. */
export interface PictureHeader {
  readonly height: number
  readonly width: number
  /** Samples of a pixel, alpha and others included. */
  readonly samples: number
  /** Bits of a sample. */
  readonly bits: number
  readonly type: 'unsigned' | 'signed' | 'float'
  /** What the first samples mean: one grey level, red, green and blue, or a place in the palette. */
  readonly color: 'grey' | 'rgb' | 'palette' | 'other'
  /** Whether the sample after the colour says how opaque a pixel is. */
  readonly alpha: boolean
  /** Whether 0 is white: stored numbers, as given here, then run against what is shown. */
  readonly whiteIsZero: boolean
  /** From 1 to 8 as in EXIF: 1 = the first row is the top, its first sample the left. */
  readonly orientation: number
  /** Red, green, blue and opacity, 0 to 255, of each place in the palette. */
  readonly palette?: readonly (readonly [number, number, number, number])[]
}

/** A picture's samples as its file stores them, unpacked: nothing is scaled, inverted or turned. */
export interface StoredPicture extends PictureHeader {
  /** `height × width × samples`, row by row, samples interleaved; `Float64Array` for all but unsigned integers of up to 16 bits. */
  readonly data: Uint8Array | Uint16Array | Float64Array
  /** Sample values that mean a transparent pixel. */
  readonly transparent?: readonly number[]
}

/** The most pixels that a picture may have unless a caller says otherwise. */
export const MAX_PIXELS = 100_000_000
