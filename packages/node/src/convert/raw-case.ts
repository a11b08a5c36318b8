import type { Configured, LabelMap, Prepare, SliceAxis } from '@spad/core'
import type { AskedWindows } from '../config/scan-windows.js'

/** One picture of a case and its mask. */
export interface Piece {
  /** What it adds to the case's name: the number of a slice; none for a case of one picture. */
  readonly slice?: number
  /** A picture file, or one for each of several channels. */
  readonly images: readonly [FileBytes, ...FileBytes[]]
  /** A mask file as it is, or the value of each pixel. */
  readonly mask: FileBytes | LabelMap
  /** What each label of `mask` stands for. @default itself */
  readonly values?: readonly number[]
  /** Height and width of a pixel in mm, where it is known. */
  readonly spacing?: readonly [number, number]
  /** Whether it is a slice, which `CutOptions` cut. @default false */
  readonly cut?: boolean
}

export interface FileBytes {
  readonly bytes: Uint8Array
  /** With its dot. */
  readonly ending: string
}

/** How volumes are cut. */
export interface CutOptions {
  readonly axis?: SliceAxis | undefined
  /** Of all channels, or of some by their names. */
  readonly window?: AskedWindows | undefined
  /** Which of several channels is taken alone, from 0. @default all */
  readonly channel?: number | undefined
  /** Slices on either side that come along as channels. @default 0 */
  readonly neighbours?: number | undefined
  /** Height and width in mm to which pixels are resampled. @default as they are */
  readonly spacing?: number | undefined
  /** A preparation of one's own and its description, which says the options above itself. @default `prepareSlices` */
  readonly prepare?: Configured<Prepare> | undefined
  /** Faults that are accepted. */
  readonly allow: readonly string[]
}

/** A case as it lies in a foreign data set. */
export interface RawCase {
  readonly name: string
  /** Whose it is. @default its own */
  readonly group?: string
  readonly split?: 'train' | 'val' | 'test'
  /** Reads it, piece by piece. */
  readonly pieces: (options: CutOptions) => AsyncIterable<Piece>
}

/** A foreign data set. */
export interface RawSet {
  readonly name?: string
  /** Names and values, background first. @default found in the masks when the set is opened */
  readonly labels?: Readonly<Record<string, number>>
  /** The value of pixels that are neither learnt nor scored. */
  readonly ignore?: number
  readonly colors?: Readonly<Record<string, readonly [number, number, number]>>
  readonly licence?: string
  readonly origin?: string
  readonly modality?: string
  /** What the channels are called, where a case has several. @default they are numbered */
  readonly channels?: readonly string[]
  readonly cases: readonly RawCase[]
  /** Sentences on what was left out or taken for something. */
  readonly notes: readonly string[]
}
