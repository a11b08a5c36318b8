// The file that `readInThreads` starts threads with.
import { type LabelClass, resizeLabels, resizeRaster, type Sample } from '@spad/core'
import type { CaseFiles } from '../data/list-cases.js'
import { readCase } from '../data/read-case.js'

/** A case to read, and the size that it is wanted at. */
export interface ReadingTask {
  readonly found: CaseFiles
  readonly classes: readonly LabelClass[]
  readonly channels: 1 | 3
  readonly height: number
  readonly width: number
}

/** Reads a case as the network will see it. */
export async function readAtSize(task: ReadingTask): Promise<Sample> {
  const { found, classes, channels, height, width } = task
  const { name, image, labels } = await readCase(found, classes, channels)
  return {
    name,
    image: resizeRaster(image, height, width),
    labels: resizeLabels(labels, height, width, classes.length),
  }
}
