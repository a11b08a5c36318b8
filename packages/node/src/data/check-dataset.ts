import type { Sample } from '@spad/core'
import type { FolderDataset } from './open-dataset.js'
import { inspectImage } from './image-file.js'
import { imageFiles } from './list-cases.js'
import { collectProblems } from './problems.js'
import { sizesDiffer } from './read-case.js'
import { inspectMask } from './read-mask.js'
import type { Survey } from './survey.js'
import { surveyDataset } from './survey-dataset.js'

export interface CheckDatasetOptions {
  /**
   * Whether to decode every picture too: finds truncated files, unknown mask values and stray
   * colours, at some milliseconds a case.
   *
   * @default true
   */
  readonly pixels?: boolean
  /** Given each case that was decoded, in no order, so that nothing need be read twice. */
  readonly onCase?: (sample: Sample) => void
}

/**
 * Looks at every case before any work begins on them, and reports all that is wrong together.
 *
 * @returns What was found of each class, and what is probably wrong; nothing without `pixels`.
 * @throws SpadError with the first dozen problems and the number of the others.
 */
export async function checkDataset(
  dataset: FolderDataset,
  { pixels = true, onCase }: CheckDatasetOptions = {},
): Promise<Survey | undefined> {
  if (pixels) return await surveyDataset(dataset, onCase ? { onCase } : {})
  await collectProblems(dataset.dir, dataset.files, async (found) => {
    const mask = await inspectMask(found.mask)
    for (const image of imageFiles(found)) {
      const [a, b] = [(await inspectImage(image)).upright, mask.upright]
      if (a.height !== b.height || a.width !== b.width) await sizesDiffer({ ...found, image }, a, b)
    }
  })
  return undefined
}
