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
