import type { NamedFile, Reader } from '@spad/core'
import { dicomReader } from './dicom/dicom-reader.js'
import { metaimageReader } from './metaimage/metaimage-reader.js'
import { niftiReader } from './nifti/nifti-reader.js'
import { nrrdReader } from './nrrd/nrrd-reader.js'

/** A reader that may know which other files belong to one. */
export interface FormatReader extends Reader {
  /** Names of files that belong to this one, where it is a header. */
  partners?(file: NamedFile): readonly string[]
}

/** In the order in which they are asked: those that know their own by its bytes first. */
export const READERS: readonly FormatReader[] = [
  dicomReader,
  nrrdReader,
  niftiReader,
  metaimageReader,
]
