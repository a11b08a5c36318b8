// The file that `readInThreads` starts threads with.
import {
  type LabelClass,
  mapLabels,
  resizeLabels,
  resizeRaster,
  type Sample,
  type Size,
} from '@spad/core'
import type { CaseFiles } from '../data/case-files.js'
import { readCase } from '../data/read-case.js'

/** A case to read, and the size that it is wanted at. */
export interface ReadingTask {
  readonly found: CaseFiles
  readonly classes: readonly LabelClass[]
  readonly channels: number
  /** The value in masks whose pixels nobody knows. */
  readonly ignore?: number | undefined
  /** @default it stays as it is */
  readonly size: Size | undefined
}

/** Reads a case as the network will see it. */
export async function readAtSize(task: ReadingTask): Promise<Sample> {
  const { found, classes, channels, ignore, size } = task
  const sample = await readCase(found, classes, channels, ignore)
  if (!size) return sample
  const { name, image, unknown } = sample
  const { height, width } = size
  return {
    name,
    image: resizeRaster(image, height, width),
    ...(unknown && { unknown }),
    ...mapLabels(sample, (map) => resizeLabels(map, height, width, classes.length)),
  }
}
