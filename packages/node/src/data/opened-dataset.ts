import type { Dataset } from '@spad/core'
import type { FetchOptions } from '../s3/fetch-dataset.js'
import type { Fold } from '../planning/fold.js'
import type { Description } from './description.js'
import type { CaseFiles } from './case-files.js'
import type { PixelSpacing } from './pixel-spacing.js'
import type { CaseRead } from './read-case.js'
import type { Splits } from './splits.js'

export interface OpenDatasetOptions {
  /**
   * Chooses the splits that `dataset.json` does not name, an integer from 0.
   *
   * @default 0
   */
  readonly seed?: number
  /**
   * Channels that every image must have: 1 = grey, 3 = colour. `auto`: colour if the images are. Where
   * `channels` in `dataset.json` has several names, each has a picture of its own, and this says nothing.
   *
   * @default 'auto'
   */
  readonly channels?: 'auto' | 1 | 3
  /**
   * A regular expression for what in a name says whose image it is (its first capture, else its
   * match); cases of one group are never divided between splits. `^(.*)_` = up to the last `_`. It is
   * RE2's, which looks neither around nor back, so that its time is bounded.
   *
   * @default `groupPattern` of dataset.json, else each case is its own group
   */
  readonly groupPattern?: string
  /** Divides all but the test cases anew: a fold of a cross-validation. @default none */
  readonly fold?: Fold | undefined
  /** How a data set in S3 is copied to this machine. */
  readonly s3?: FetchOptions | undefined
}

/** Which cases: a split's, or all. */
export type Split = keyof Splits | 'all'

/** Cases with all that a command asks of them; itself the data set of all of them. */
export interface OpenedDataset extends Dataset {
  /** What messages call it: its folder, or what it is. */
  readonly place: string
  readonly name: string
  /** Which case is in which part. Throws a SpadError if there are too few cases to be split. */
  readonly splits: Splits
  /** What `dataset.json` says about where the data come from. */
  readonly meta: Readonly<Pick<Description, 'licence' | 'origin' | 'modality'>>
  /** The files of each case, in the order of `names`, where cases are files. */
  readonly files?: readonly CaseFiles[]
  /** Present where several readers drew. */
  readonly raters?: object
  /** What the channels are called, where each has pictures of its own. */
  readonly channelNames?: readonly string[]
  /** Height and width of a pixel in mm, where `dataset.json` says it. */
  readonly spacing?: PixelSpacing
  /** How the images were made of scans, where `dataset.json` says it; a model is told to do the same. */
  readonly prepare?: NonNullable<Description['prepare']>
  /** The value in masks whose pixels are neither learnt nor scored, where `dataset.json` says one. */
  readonly ignore?: number
  /** Sentences on what was passed over, and on how the classes were found. */
  readonly notes: readonly string[]
  /** Whose image a case is, by its name: itself, unless there is a pattern for groups. */
  readonly groupOf: (name: string) => string
  /** Reads a case by its index, with what was noticed in its files. */
  readonly inspect: (index: number) => Promise<CaseRead>
  /**
   * The cases of one split.
   *
   * @throws SpadError if there are none.
   */
  subset(split: Split): Dataset
}
