import type { Grid } from './grid.js'
import type { LabelClass } from './dataset.js'
import type { Scan } from './scan.js'

/** A file's name and content. */
export interface NamedFile {
  /** Its name without a folder. */
  readonly name: string
  readonly bytes: Uint8Array
}

export interface ReadOptions {
  /** Names of faults that are accepted: `missing-slices`, `tilt`, … @default none */
  readonly allow?: readonly string[]
  readonly signal?: AbortSignal
  /** Told after each slice of a series; what is read in one go tells nothing. */
  readonly onProgress?: (done: number, of: number) => void
}

/** One file format, in Node and in a page alike. */
export interface Reader {
  /** `nifti`, `dicom`, … */
  readonly name: string
  /** Whether a file that begins with these bytes and has this name is one of its own. */
  matches(head: Uint8Array, name: string): boolean
  /**
   * Reads the files that make one scan: one file, a pair, or the slices of a series.
   *
   * @throws SpadError that names the file and says what is wrong with it.
   */
  read(files: readonly NamedFile[], options?: ReadOptions): Promise<Scan>
}

/** A volume of class indices: column fastest, then row, then slice. */
export interface LabelVolume {
  readonly data: Uint8Array
  readonly grid: Grid
}

/** Writes label volumes in one file format. */
export interface Writer<Options = unknown> {
  readonly name: string
  /** With its dot: `.nii.gz`. */
  readonly extension: string
  write(
    labels: LabelVolume,
    classes: readonly LabelClass[],
    options?: Options,
  ): Promise<Uint8Array<ArrayBuffer>>
}
