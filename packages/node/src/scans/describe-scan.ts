import { orientationLetters, type NamedFile, type Scan } from '@spad/core'
import { dicomReader, transferSyntaxOf } from '@spad/formats'

/** What a scan is, without anything that names a patient. */
export interface ScanDescription {
  readonly kind: string
  readonly files: number
  /** Columns, rows, slices. */
  readonly size: readonly number[]
  /** mm. */
  readonly spacing: readonly number[]
  /** The centre of the first voxel, mm, in LPS. */
  readonly origin: readonly number[]
  /** Row by row; its columns are where columns, rows and slices grow to, in LPS. */
  readonly direction: readonly number[]
  readonly orientation: string
  readonly channels: number
  /** As stored. */
  readonly type: string
  /** One for all slices, or one a slice. */
  readonly rescale?: Scan['rescale']
  readonly unit?: string
  readonly modality?: string
  readonly window?: Scan['window']
  readonly inverted?: boolean
  readonly syntax?: { readonly uid: string; readonly name?: string }
  readonly notes: readonly string[]
}

const KINDS: Readonly<Record<string, string>> = {
  dicom: 'DICOM',
  nifti: 'NIfTI',
  nrrd: 'NRRD',
  metaimage: 'MetaImage',
}

/** Describes a scan that was read from files. */
export async function describeScan(
  scan: Scan,
  format: string,
  files: readonly NamedFile[],
): Promise<ScanDescription> {
  const { grid, data, channels, rescale, unit, modality, window, inverted } = scan
  const [first] = files
  return {
    kind: KINDS[format] ?? format,
    files: files.length,
    size: grid.size,
    spacing: grid.spacing,
    origin: grid.origin,
    direction: grid.direction,
    orientation: orientationLetters(grid),
    channels,
    type: data.constructor.name.replace('Array', '').toLowerCase(),
    ...(rescale !== undefined && { rescale }),
    ...(unit !== undefined && { unit }),
    ...(modality !== undefined && { modality }),
    ...(window && { window }),
    ...(inverted === true && { inverted }),
    ...(format === dicomReader.name && first && { syntax: await transferSyntaxOf(first) }),
    notes: scan.notes ?? [],
  }
}
