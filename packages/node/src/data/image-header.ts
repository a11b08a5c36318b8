import type { PictureHeader } from '@spad/formats'

/** What a picture's header says, checked for its use. */
export interface ImageHeader extends PictureHeader {
  readonly format: 'png' | 'jpeg' | 'tiff'
  /** Who decodes it: `sharp` for JPEG, also within TIFF, and for fax compressions. */
  readonly decoder: 'png' | 'tiff' | 'sharp'
  /** Rows and columns when it lies upright. */
  readonly upright: { readonly height: number; readonly width: number }
  /** Stored with one grey channel (and perhaps alpha), not as red, green and blue. */
  readonly grey: boolean
}
