import type { NVImage } from '@niivue/niivue'

/** What niivue shows. */
export interface Opened {
  readonly volume: NVImage
  readonly mask: NVImage
  /** The plane to look at. */
  readonly axis: 'axial' | 'coronal' | 'sagittal'
}
