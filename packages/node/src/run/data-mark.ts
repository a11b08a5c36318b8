import type { Sample } from '@spad/core'
import { mapParallel } from '../data/parallel.js'
import type { OpenedDataset } from '../data/opened-dataset.js'
import type { CaseFiles } from '../data/case-files.js'
import { imageFiles } from '../data/list-cases.js'
import { filesOfRaters } from '../data/raters.js'
import { digestOfFile, sha256 } from '../files/digest.js'
import type { DataMark } from './run-book.js'

/** Digests of a data set: of its classes and cases, of who trains, validates and tests, of all files. */
export async function markData(data: OpenedDataset): Promise<Required<DataMark>> {
  const { classes, channels, names, splits, files, ignore, channelNames } = data
  const { train, val, test } = splits
  const contents = files
    ? await mapParallel(files, digestsOfFiles)
    : await mapParallel(names, async (_, index) => digestsOfSample(await data.read(index)))
  return {
    // as a list, since it always was one
    data: digestOf([{ classes, channels, names, ignore, channelNames }]),
    splits: digestOf({ train, val, test }),
    content: digestOf(contents),
  }
}

async function digestsOfFiles(found: CaseFiles): Promise<unknown[]> {
  return [
    found.name,
    ...(await digestsOf(imageFiles(found))),
    await digestOfFile(found.mask),
    ...(await digestsOf(filesOfRaters(found.raters))),
    ...(found.unknown ? [found.unknown] : []),
  ]
}

/** Of a case that is no file: what it is once it is read. */
function digestsOfSample({ name, image, labels, readers = [], unknown }: Sample): unknown[] {
  const { height, width } = image
  const bytes = [image, labels, ...readers].map(({ data }) =>
    sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  )
  return [name, height, width, ...bytes, ...(unknown ? [unknown] : [])]
}

function digestsOf(files: readonly string[]): Promise<string[]> {
  return Promise.all(files.map((file) => digestOfFile(file)))
}

function digestOf(value: unknown): string {
  return sha256(JSON.stringify(value))
}
