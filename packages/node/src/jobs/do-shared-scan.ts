import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fail } from '@spad/core'
import { isS3, parseS3 } from '../s3/address.js'
import { readS3 } from '../s3/read-s3.js'
import { StorageAway } from '../s3/storage-away.js'
import type { ScanSource } from '../scans/scan-source.js'
import { doScan } from '../segmenting/scan-job.js'
import { failedResult } from '../support/failed-result.js'
import type { LoadedWork } from './load-for-work.js'
import type { SegmentManifest, SharedScan } from './segment-manifest.js'
import { writeWorkFile } from './work-text.js'

/** Where a scan's results are made, and where stands what was noticed about it. */
interface ScanPlaces {
  readonly scratch: string
  readonly notes: string
}

/**
 * Segments a scan of a manifest unless its results are there.
 *
 * @returns Nothing, or why it cannot be segmented.
 * @throws SpadError if nothing can be written, or a storage does not answer.
 */
export async function doSharedScan(
  { model, prepare, channels }: LoadedWork,
  manifest: SegmentManifest,
  { labels: format, ...shared }: SharedScan,
  { scratch, notes: file }: ScanPlaces,
): Promise<string | undefined> {
  const { out, options, making, again, look } = manifest
  const publish = isS3(out) ? out : undefined
  try {
    await withScan(shared, (source) =>
      doScan(
        model,
        {
          ...{ source, format, options, making, again, ...look, prepare, channels },
          ...(publish === undefined ? { out, scratch } : { out: scratch, publish }),
        },
        {
          // of one that is kept, whoever made it has told
          onNotes: async (all) => {
            const notes = all.map((note) => `${shared.name}: ${note.replace(/\.$/, '')}.`)
            await writeWorkFile(file, JSON.stringify(notes))
          },
        },
      ),
    )
    return undefined
  } catch (error) {
    if (error instanceof StorageAway) throw error
    const { message, fatal } = failedResult(error)
    if (fatal) fail('node', message, error)
    return `${shared.name}: ${message}`
  }
}

/** Does work with a scan's files; those in S3 lie in a folder of their own meanwhile. */
async function withScan<T>(
  source: ScanSource,
  work: (source: ScanSource) => Promise<T>,
): Promise<T> {
  const { channels: [...parts] = [source] } = source
  if (!parts.some(({ paths }) => paths.some(isS3))) return await work(source)
  const folder = await mkdtemp(join(tmpdir(), 'spad-s3-'))
  const fetched = async (paths: readonly string[], place: string): Promise<string[]> => {
    const files: string[] = []
    for (const [i, path] of paths.entries()) files.push(await fetchedFile(path, join(place, String(i)))) // prettier-ignore
    return files
  }
  try {
    const local: ScanSource[] = []
    for (const [i, part] of parts.entries())
      local.push({ ...part, paths: await fetched(part.paths, join(folder, String(i))) })
    const [first = source, ...others] = local
    return await work(
      source.channels ? { ...source, paths: first.paths, channels: [first, ...others] } : first,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A file with an object's content and name, in a folder that may be missing. */
async function fetchedFile(address: string, folder: string): Promise<string> {
  if (!isS3(address)) return address
  const file = join(folder, basename(parseS3(address).key))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, await readS3(address))
  return file
}
