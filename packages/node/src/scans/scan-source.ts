import type { NamedFile, ReadOptions, Scan } from '@spad/core'
import { readScan } from '@spad/formats'
import { readFiles } from './read-files.js'

/** Where the files of one scan are; they are read when they are needed. */
export interface ScanSource {
  /** By the file's or the folder's name, never by what is in it. */
  readonly name: string
  /** `dicom`, `nifti`, `nrrd` or `metaimage`. */
  readonly format: string
  readonly paths: readonly string[]
}

/** Reads a scan, and hands back its files too. */
export async function readSource(
  { paths }: ScanSource,
  options: ReadOptions = {},
): Promise<{ readonly scan: Scan; readonly files: readonly NamedFile[] }> {
  const files = await readFiles(paths)
  return { scan: await readScan(files, options), files }
}
