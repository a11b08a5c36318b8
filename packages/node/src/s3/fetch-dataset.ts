import { mkdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { amount, fail } from '@spad/core'
import { mapParallel } from '../data/parallel.js'
import { few } from '../data/problems.js'
import { exists, makeFolders } from '../files/atomic.js'
import { cacheFolder } from '../files/cache-folder.js'
import { sha256 } from '../files/digest.js'
import { explained } from '../files/explain-io.js'
import { lockFile } from '../files/lock.js'
import { inTurn } from '../files/lock-in-turn.js'
import { addressOf, parseS3 } from './address.js'
import { noteCopy } from './copied-places.js'
import { type DatasetCopies, datasetCopies } from './dataset-copies.js'
import { type FoundInFolder, listS3 } from './list-s3.js'
import { type WantedObject, wantedObjects } from './local-names.js'
import { MOST_BYTES } from './read-s3.js'
import { folderIn } from './results.js'
import { saveS3 } from './save-s3.js'

/** How far the copying of a data set is. */
export interface FetchProgress {
  /** Objects that were copied in this call. */
  readonly done: number
  /** Of so many that were not there yet. */
  readonly of: number
  /** Bytes of all of these. */
  readonly bytes: number
}

export interface FetchOptions {
  /** The folder that copies are kept in. @default `$SPAD_DATA_CACHE`, else `$XDG_CACHE_HOME/spad/data` */
  readonly cache?: string
  /** Ends the copying; what was copied whole stays. */
  readonly signal?: AbortSignal
  readonly onFetch?: (progress: FetchProgress) => void
  /** Told once that another process copies the same data set, which is waited for. */
  readonly onWait?: () => void
}

/** Objects on the way at once. */
const WIDTH = 8

/** Where copies of data sets in S3 are kept unless something else is said. */
function dataCache(): string {
  const { SPAD_DATA_CACHE } = process.env
  return [SPAD_DATA_CACHE, cacheFolder('data')].find(Boolean) ?? ''
}

/**
 * Copies a data set from S3 to this machine; what is there already, by its key, checksum and size, is not
 * copied again.
 *
 * @returns The folder with the copy, in which nothing changes as long as this process lives: of objects that
 *   have changed, others make another folder.
 * @throws SpadError if there is none, S3 cannot be asked, or a key is no path inside of a folder.
 */
export async function fetchDataset(address: string, options: FetchOptions = {}): Promise<string> {
  const { cache = dataCache(), signal, onWait } = options
  const folder = folderIn(address)
  const found = await listS3(folder, { deeper: true, signal }).catch((error: unknown) => {
    signal?.throwIfAborted()
    throw error
  })
  const wanted = wantedObjects(folder, found)
  refuseLarge(folder, wanted)
  const root = resolve(cache)
  const entry = join(root, sha256(`${endpoint()}\0${folder}`).slice(0, 32))
  const copies = datasetCopies(entry)
  // pictures of patients are nobody else's to see
  await explained(root, 'made', async () => {
    await makeFolders(join(root, '..'))
    await mkdir(root, { recursive: true, mode: 0o700 })
    await makeFolders(copies.objects)
  })
  const copy = copies.copyOf(wanted)
  noteCopy(copy, folder)
  await inTurn(
    lockFile(entry),
    {
      work: 'the copying of a data set',
      sign: async () => (await stat(copies.objects)).mtimeMs,
      signal,
      onWait,
    },
    async () => {
      if (wanted.length > 0) await copies.use(wanted)
      if (wanted.length > 0 && !(await exists(copy))) {
        await fetchMissing(folder, copies, wanted, options)
        await copies.make(wanted)
      }
      // what was removed there is removed here too
      await copies.tidy(wanted)
    },
  )
  return wanted.length > 0 ? copy : noDataset(folder, found)
}

async function fetchMissing(
  folder: string,
  copies: DatasetCopies,
  wanted: readonly WantedObject[],
  { signal, onFetch }: FetchOptions,
): Promise<void> {
  const { bucket } = parseS3(folder)
  const missing = await copies.missing(wanted)
  const bytes = missing.reduce((sum, one) => sum + one.bytes, 0)
  let done = 0
  await mapParallel(
    missing,
    async (one) => {
      signal?.throwIfAborted()
      const { key, etag, bytes: own } = one
      await saveS3({ bucket, key, etag }, copies.fileOf(one), { bytes: own, signal })
      onFetch?.({ done: ++done, of: missing.length, bytes })
    },
    WIDTH,
  )
}

function noDataset(folder: string, found: readonly FoundInFolder[]): never {
  const { key: prefix } = parseS3(folder)
  const layout = 'A data set is a folder with images/ and masks/, files of the same name in both.'
  const names = [...new Set(found.map(({ key }) => key.slice(prefix.length).split('/')[0] ?? ''))]
  const instead = names.length > 0 ? ` Here lie ${few(names)}.` : ' There is nothing there.'
  return fail('node', `\`${folder}\` has no images/ and no masks/. ${layout}${instead}`)
}

function refuseLarge(folder: string, wanted: readonly WantedObject[]): void {
  const large = wanted.find(({ bytes }) => bytes > MOST_BYTES)
  if (large)
    fail(
      'node',
      `\`${addressOf({ bucket: parseS3(folder).bucket, key: large.key })}\` has ${amount(large.bytes, 'byte')}: no file ` +
        `of a data set has more than ${MOST_BYTES}.`,
    )
}

/** The same bucket elsewhere is another one. */
function endpoint(): string {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env
  return AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL ?? ''
}
