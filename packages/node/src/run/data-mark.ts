import { mapParallel } from '../data/parallel.js'
import type { FolderDataset } from '../data/open-dataset.js'
import { imageFiles } from '../data/list-cases.js'
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
  channelNames,
}: FolderDataset): Promise<Required<DataMark>> {
  const { train, val, test } = splits
  const contents = await mapParallel(files, async (found) => [
    found.name,
    ...(await digestsOf(imageFiles(found))),
    await digestOfFile(found.mask),
    ...(await digestsOf(filesOfRaters(found.raters))),
    ...(found.unknown ? [found.unknown] : []),
  ])
  return {
    // as a list, since it always was one
    data: digestOf([{ classes, channels, names, ignore, channelNames }]),
    splits: digestOf({ train, val, test }),
    content: digestOf(contents),
  }
}

function digestsOf(files: readonly string[]): Promise<string[]> {
  return Promise.all(files.map((file) => digestOfFile(file)))
}

function digestOf(value: unknown): string {
  return sha256(JSON.stringify(value))
}
