import { mapParallel } from '../data/parallel.js'
import type { FolderDataset } from '../data/open-dataset.js'
import { filesOfRaters } from '../data/raters.js'
import { digestOfFile, sha256 } from '../files/digest.js'
import type { DataMark } from './run-book.js'

/** Digests of a data set: of its classes and cases, of who trains, validates and tests, of all files. */
export async function markData({
  classes,
  channels,
  names,
  splits,
  files,
  ignore,
}: FolderDataset): Promise<Required<DataMark>> {
  const { train, val, test } = splits
  const contents = await mapParallel(files, async ({ name, image, mask, raters }) => [
    name,
    await digestOfFile(image),
    await digestOfFile(mask),
    ...(await Promise.all(filesOfRaters(raters).map((file) => digestOfFile(file)))),
  ])
  return {
    // as a list, since it always was one
    data: digestOf([{ classes, channels, names, ignore }]),
    splits: digestOf({ train, val, test }),
    content: digestOf(contents),
  }
}

function digestOf(value: unknown): string {
  return sha256(JSON.stringify(value))
}
