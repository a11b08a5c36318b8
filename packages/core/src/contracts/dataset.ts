import type { Code } from '../support/code.js'
import type { Sample } from './sample.js'

/** One class of a data set; its index in the list is the class index, index 0 the background. */
export interface LabelClass {
  readonly name: string
  /** The pixel value that stands for it in a mask file, 0 to 65535. */
  readonly value: number
  /** Its colour in overlays, red, green, blue, each 0 to 255. */
  readonly color: readonly [number, number, number]
  /** What it is, for files that say so (DICOM-SEG, seg.nrrd). @default SCT 85756007, Tissue */
  readonly code?: Code
  /** What kind of thing it is, the category in such files. @default SCT 85756007, Tissue */
  readonly category?: Code
}

/** Labelled cases that can be read one by one, at their own size. */
export interface Dataset {
  /** At least two, background first. */
  readonly classes: readonly LabelClass[]
  /** Channels of every image: 1 = grey, 3 = colour, others one for each sequence. */
  readonly channels: number
  /** Names of the cases, in the order of `read`. */
  readonly names: readonly string[]
  read(index: number): Promise<Sample>
}

/** A data set that says more than its cases; whoever opens it decides what it leaves open. */
export interface DescribedDataset extends Dataset {
  /** Which case trains, validates and tests, each in one; without `val`, a share of `train` validates. */
  readonly splits?: {
    readonly train: readonly string[]
    readonly val?: readonly string[]
    readonly test: readonly string[]
  }
  /** Whose image a case is, by its name: no split divides what has one answer. @default each case its own */
  readonly groupOf?: (name: string) => string
  /** Whether several drew: each sample then has `readers`. @default false */
  readonly severalReaders?: boolean
  /** What the channels are called, where each is an image of its own. @default grey or colour */
  readonly channelNames?: readonly string[]
  /** Sentences on what was passed over or taken for something, for people. @default none */
  readonly notes?: readonly string[]
}

/** Opens a data set: what a part of the kind `dataset` is. */
export type DatasetSource = () => DescribedDataset | Promise<DescribedDataset>
