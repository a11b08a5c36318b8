import { randomUUID } from 'node:crypto'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail, type Model, SpadError, wordsOf } from '@spad/core'
import type { Input } from '../segmenting/find-inputs.js'
import { allOf, type Outputs, outputsOf } from '../segmenting/segment-file.js'
import { doJob } from '../segmenting/segment-job.js'
import { isMade, markOf, publishOutputs } from '../segmenting/segment-mark.js'
import { makeFolders } from '../files/atomic.js'
import { explained } from '../files/explain-io.js'
import { isS3 } from '../s3/address.js'
import { StorageAway, StorageRefuses } from '../s3/storage-away.js'
import { withLocal } from '../s3/with-local.js'
import { doSharedScan } from './do-shared-scan.js'
import type { LoadedWork } from './load-for-work.js'
import { piecesOf, type SegmentManifest } from './segment-manifest.js'
import { notesFile, scratchFolder, troubleFile } from './work-files.js'
import { writeWorkFile } from './work-text.js'

/** How a chunk went. */
export interface ChunkResult {
  /** Pictures, or one scan. */
  readonly images: number
  /** How many could not be segmented; why stands in {@link troubleFile}. */
  readonly failed: number
}

/**
 * Segments the images of a chunk, or a scan, but for those whose results are there. They are made in a folder of
 * this call and published by renames, the label map or the summary last, so two that do the same do no harm.
 *
 * @throws SpadError if nothing can be written.
 */
export async function doChunk(
  loaded: LoadedWork,
  manifest: SegmentManifest,
  index: number,
): Promise<ChunkResult> {
  const images = manifest.chunks[index] ?? []
  const scan = manifest.scans[index - manifest.chunks.length]
  if (images.length === 0 && !scan)
    return fail(
      'node',
      `\`index\` is ${index}: the manifest has chunks 0 to ${piecesOf(manifest) - 1}.`,
    )
  const inS3 = isS3(manifest.out)
  const scratch = inS3
    ? await mkdtemp(join(tmpdir(), 'spad-s3-'))
    : scratchFolder(manifest.out, randomUUID())
  const messages: string[] = []
  try {
    await makeFolders(scratch)
    for (const input of images) {
      const message = await withLocal(input, async (local, told) => {
        const words = await doImage(loaded.model, manifest, local, scratch)
        return words === undefined ? undefined : told(words)
      }).catch(lasting)
      if (message !== undefined) messages.push(message)
    }
    if (scan) {
      const notes = notesFile(manifest, index)
      const message = await doSharedScan(loaded, manifest, scan, { scratch, notes })
      if (message !== undefined) messages.push(message)
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  const trouble = troubleFile(manifest, index)
  // an object may be written where none may be removed
  if (messages.length > 0 || inS3) await writeWorkFile(trouble, JSON.stringify(messages))
  else await rm(trouble, { force: true })
  return { images: scan ? 1 : images.length, failed: messages.length }
}

/** What would go the same way again is said of its image; a storage that is away is tried again. */
function lasting(error: unknown): string {
  if (
    error instanceof StorageAway ||
    error instanceof StorageRefuses ||
    !(error instanceof SpadError)
  )
    throw error
  return wordsOf(error)
}

/** Nothing, or why an image cannot be segmented. */
async function doImage(
  model: Model,
  { out, options, outputs: pictures, making, again, neighbours }: SegmentManifest,
  input: Input,
  scratch: string,
): Promise<string | undefined> {
  const outputs = outputsOf(input, scratch, model.classes, pictures)
  const folder = isS3(out) ? { dir: scratch, folder: out } : undefined
  const published = folder ? outputs : outputsOf(input, out, model.classes, pictures)
  let mark: string
  try {
    mark = await markOf(input, making)
    if (!again && (await isMade(published, mark, folder))) return undefined
  } catch (error) {
    if (error instanceof StorageAway) throw error
    return wordsOf(error)
  }
  const result = await doJob(model, { input, outputs, options, making, neighbours, again: true })
  if (result.state !== 'failed') {
    await (folder ? publishOutputs(outputs, mark, folder) : publish(outputs, published))
    return undefined
  }
  if (result.fatal) fail('node', result.message)
  return result.message
}

async function publish(made: Outputs, published: Outputs): Promise<void> {
  const targets = allOf(published)
  const pairs = allOf(made).map((from, i) => ({ from, to: targets[i] ?? from }))
  const labelsLast = [
    ...pairs.filter(({ from }) => from !== made.labels),
    { from: made.labels, to: published.labels },
  ]
  for (const { from, to } of labelsLast) await explained(to, 'written', () => rename(from, to))
}
