import type { Grid } from './grid.js'

/** Samples as a file stores them. */
export type ScanData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array

/** A linear way from stored numbers to values with a meaning: `value = slope × stored + intercept`. */
export interface Rescale {
  readonly slope: number
  readonly intercept: number
}

/**
 * What every file becomes: samples as stored, where they lie, and how to read them. It never holds a
 * field that names a patient.
 */
export interface Scan {
  /** Column fastest, then row, then slice; channels interleaved: `slices × rows × columns × channels`. */
  readonly data: ScanData
  readonly grid: Grid
  /** 1 = grey, 3 = colours where `colour` says so; else that many sequences, times or layers. */
  readonly channels: number
  /** Whether the three channels are red, green and blue, which are looked at together. @default false */
  readonly colour?: boolean
  /** One for all slices, or one a slice. @default stored numbers are the values */
  readonly rescale?: Rescale | readonly Rescale[]
  /** What the numbers mean, where the file says so: `HU`, `BQML`. */
  readonly unit?: string
  /** DICOM's modality, `CT`, `MR`, …, where the file says so. */
  readonly modality?: string
  /** The window that the file suggests to look through, in values. */
  readonly window?: { readonly center: number; readonly width: number }
  /** Small stored numbers are bright (MONOCHROME1). @default false */
  readonly inverted?: boolean
  /** What was noticed in reading and a user should be told: sentences. */
  readonly notes?: readonly string[]
}
