import { inspectImage } from '../data/image-file.js'
import type { FolderDataset } from '../data/open-dataset.js'

/** Width / height of the images with these names, from their headers. */
export async function imageRatios(
  data: FolderDataset,
  names: readonly string[],
): Promise<number[]> {
  const wanted = new Set(names)
  const ratios: number[] = []
  for (const { name, image } of data.files)
    if (wanted.has(name)) {
      const { width, height } = (await inspectImage(image)).upright
      ratios.push(width / height)
    }
  return ratios
}
