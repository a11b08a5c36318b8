import { readFile } from 'node:fs/promises'
import { fail } from '@spad/core'
import { z } from 'zod'
import { writeAtomically } from '../files/atomic.js'
import { sha256 } from '../files/digest.js'
import { explained } from '../files/explain-io.js'
import { PICTURES } from '../segmenting/pictures.js'
import type { Task } from './queue.js'

const input = z.strictObject({
  file: z.string(),
  name: z.string(),
  /** Where each channel has a file of its own, these. */
  channels: z.tuple([z.string()], z.string()).optional(),
})

const manifestSchema = z.strictObject({
  version: z.literal(1),
  work: z.literal('segment'),
  /** Where each `model.json` is. */
  models: z.array(z.string()).min(1),
  parts: z.string().optional(),
  options: z.strictObject({
    steps: z.int(),
    ensemble: z.int(),
    scales: z.array(z.number()).readonly().optional(),
    seed: z.int(),
    postprocess: z.boolean(),
  }),
  /** What is made of each image. */
  outputs: z.array(z.enum(PICTURES)).min(1),
  /** What all results are made with; see `digestOfMaking`. */
  making: z.string(),
  out: z.string(),
  /** Whether results that are there already are made again. */
  again: z.boolean(),
  chunks: z.array(z.array(input).min(1)),
})

/** Work that is cut into chunks, for workers that see the same folders. */
export type Manifest = z.output<typeof manifestSchema>

/** Writes a manifest, and says what tasks it makes. */
export async function writeManifest(file: string, manifest: Manifest): Promise<Task[]> {
  const text = `${JSON.stringify(manifest)}\n`
  await writeAtomically(file, text)
  return tasksOf(file, sha256(text), manifest.chunks.length)
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
  const text = await explained(file, 'read', () => readFile(file, 'utf8'))
  const own = sha256(text)
  if (digest !== undefined && digest !== own)
    fail('node', `\`${file}\` is not the manifest that the task was made of: make the tasks anew.`)
  const result = manifestSchema.safeParse(parsed(text))
  if (!result.success)
    return fail('node', `\`${file}\` is no manifest: \`spad segment --manifest FILE\` writes one.`)
  const { data: manifest } = result
  return { manifest, tasks: tasksOf(file, own, manifest.chunks.length) }
}

function tasksOf(manifest: string, digest: string, count: number): Task[] {
  return Array.from({ length: count }, (_, index) => ({
    key: sha256(`${manifest}\0${digest}\0${index}`),
    manifest,
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
