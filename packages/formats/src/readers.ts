import type { FormatReader } from './format-reader.js'
import { dicomReader } from './dicom/dicom-reader.js'
import { metaimageReader } from './metaimage/metaimage-reader.js'
import { niftiReader } from './nifti/nifti-reader.js'
import { nrrdReader } from './nrrd/nrrd-reader.js'

/** In the order in which they are asked: those that know their own by its bytes first. */
export const READERS: readonly FormatReader[] = [
  dicomReader,
  nrrdReader,
  niftiReader,
  metaimageReader,
]
