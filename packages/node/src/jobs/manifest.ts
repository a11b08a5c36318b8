import { fail } from '@spad/core'
import { z } from 'zod'
import { sha256 } from '../files/digest.js'
import type { Task } from './queue.js'
import { piecesOf, segmentManifest, type SegmentManifest } from './segment-manifest.js'
import { trainManifest, type TrainManifest } from './train-manifest.js'
import { readWorkFile, writeWorkFile } from './work-text.js'

const manifestSchema = z.discriminatedUnion('work', [segmentManifest, trainManifest])

/** Work that is cut into pieces, for workers that see the same folders. */
export type Manifest = SegmentManifest | TrainManifest

/** Writes a manifest, and says what tasks it makes. */
export async function writeManifest(file: string, manifest: Manifest): Promise<Task[]> {
  const text = `${JSON.stringify(manifest)}\n`
  await writeWorkFile(file, text)
  return tasksOf(file, sha256(text), manifest)
}

/**
 * Reads a manifest.
 *
 * @param digest The one that it must have. @default any
 * @throws SpadError if it is none, or not the one that was meant.
 */
export async function readManifest(
  file: string,
  digest?: string,
): Promise<{ readonly manifest: Manifest; readonly tasks: readonly Task[] }> {
  const text = await readWorkFile(file)
  const own = sha256(text)
  if (digest !== undefined && digest !== own)
    fail('node', `\`${file}\` is not the manifest that the task was made of: make the tasks anew.`)
  const result = manifestSchema.safeParse(parsed(text))
  if (!result.success)
    return fail('node', `\`${file}\` is no manifest: \`spad segment --manifest FILE\` writes one.`)
  const { data: manifest } = result
  return { manifest, tasks: tasksOf(file, own, manifest) }
}

function tasksOf(file: string, digest: string, manifest: Manifest): Task[] {
  const { work } = manifest
  const length = manifest.work === 'segment' ? piecesOf(manifest) : manifest.runs.length
  return Array.from({ length }, (_, index) => ({
    key: sha256(`${file}\0${digest}\0${index}`),
    work,
    manifest: file,
    digest,
    index,
  }))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
