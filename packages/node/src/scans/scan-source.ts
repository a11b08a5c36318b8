import { type NamedFile, type ReadOptions, type Scan, SpadError } from '@spad/core'
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
  return await asCommand(async () => ({ scan: await readScan(files, options), files }))
}

/** Reads with messages that name flags where they would name options of a program. */
export async function asCommand<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof SpadError)) throw error
    const { where, problem, code } = error
    throw new SpadError(where, asFlag(problem), { cause: error, code })
  }
}

/** How a fault is accepted on a command line. */
const asFlag = (message: string): string =>
  message.replace(/`allow: \['([a-z-]+)'\]`/, '`--allow $1`')
