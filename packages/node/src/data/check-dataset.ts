import type { Sample } from '@spad/core'
import { inspectImage } from './image-file.js'
import type { FolderDataset } from './open-dataset.js'
import { sizesDiffer } from './read-case.js'
import { collectProblems } from './problems.js'
import { wrongChannels } from './read-image.js'
import { inspectMask } from './read-mask.js'

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
 * @throws SpadError with the first five problems and the number of the others.
 */
export async function checkDataset(
  dataset: FolderDataset,
  { pixels = true, onCase }: CheckDatasetOptions = {},
): Promise<void> {
  const { dir, files, channels } = dataset
  await collectProblems(
    dir,
    files.map((_, i) => i),
    async (index) => {
      if (pixels) {
        const sample = await dataset.read(index)
        onCase?.(sample)
        return
      }
      const found = files[index]
      if (!found) return
      const [image, mask] = await Promise.all([inspectImage(found.image), inspectMask(found.mask)])
      if (image.height !== mask.height || image.width !== mask.width)
        await sizesDiffer(found, image, mask)
      if (channels === 3 && image.grey) wrongChannels(found.image, 3)
    },
  )
}
