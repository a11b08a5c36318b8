import type { Sample } from '@spad/core'
import { mapParallel } from '../data/parallel.js'
import type { OpenedDataset } from '../data/opened-dataset.js'
import type { CaseFiles } from '../data/case-files.js'
import { imageFiles } from '../data/list-cases.js'
import { filesOfRaters } from '../data/raters.js'
import { digestOfFile, sha256 } from '../files/digest.js'
import type { DataMark } from './run-book.js'

/** What cases hold that are no files, gathered while they are read for something else. */
export interface ContentMeter {
  add(sample: Sample): void
  /** By the names of the cases. */
  readonly contents: ReadonlyMap<string, readonly unknown[]>
}

/** Gathers what a data set holds; of files, which are looked at by themselves, nothing. */
export function contentMeter({ files }: Pick<OpenedDataset, 'files'>): ContentMeter {
  const contents = new Map<string, readonly unknown[]>()
  return {
    contents,
    add(sample) {
      if (!files) contents.set(sample.name, digestsOfSample(sample))
    },
  }
}

/**
 * Digests of a data set: of its classes and cases, of who trains, validates and tests, of all files.
 *
 * @param known What cases hold that are no files, as far as it is known: the others are read.
 */
export async function markData(
  data: OpenedDataset,
  known: ContentMeter['contents'] = new Map(),
): Promise<Required<DataMark>> {
  const { classes, channels, names, splits, files, ignore, channelNames } = data
  const { train, val, test } = splits
  const contents = files
    ? await mapParallel(files, digestsOfFiles)
    : await mapParallel(
        names,
        async (name, index) => known.get(name) ?? digestsOfSample(await data.read(index)),
      )
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
