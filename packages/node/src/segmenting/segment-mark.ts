import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import type { SavedFile } from '@spad/core'
import { readPngText } from '../images/png-text.js'
import { exists } from '../files/atomic.js'
import { digestOfFile } from '../files/digest.js'
import type { ResolvedAnswer } from './evaluate-model.js'
import { explained } from '../files/explain-io.js'
import { arePublished, type PublishTo, publishToS3 } from '../s3/results.js'
import type { Input } from './find-inputs.js'
import { MARK } from './mark.js'
import { allOf, type Outputs } from './segment-file.js'
import { version } from '../support/version.js'

/**
 * What all images of a call are made with: a digest of the model and the options.
 *
 * @param models The files of each model; `model.json` holds the digests of the weights.
 */
export async function digestOfMaking(
  models: readonly (readonly SavedFile[])[],
  options: ResolvedAnswer,
  parts?: string,
): Promise<string> {
  const hash = createHash('sha256')
  hash.update(JSON.stringify({ version, ...options }))
  for (const files of models)
    hash.update(files.find(({ name }) => name === 'model.json')?.data ?? '')
  if (parts !== undefined) hash.update(await explained(parts, 'read', () => readFile(parts)))
  return hash.digest('hex')
}

/** What one image's results are made of: the image's content, of all its channels, and the making. */
export async function markOf({ file, channels }: Input, making: string): Promise<string> {
  let mark = making
  for (const one of channels ?? [file]) mark = await digestOfFile(one, mark)
  return mark
}

/**
 * Whether all results of an image are there, each made of this: other calls may have asked for other pictures.
 *
 * @param publish Where in S3 they are, if they are.
 */
export async function isMade(
  outputs: Outputs,
  mark: string,
  publish?: PublishTo,
): Promise<boolean> {
  const files = allOf(outputs)
  if (publish) return await arePublished(files, { ...publish, mark })
  for (const file of files)
    if (!(await exists(file)) || (await readPngText(file, MARK)) !== mark) return false
  return true
}

/** Moves an image's results into S3, the label map last. */
export async function publishOutputs(
  outputs: Outputs,
  mark: string,
  publish: PublishTo,
): Promise<void> {
  const others = allOf(outputs).filter((file) => file !== outputs.labels)
  const files = [...others, outputs.labels]
  await publishToS3(files, { ...publish, mark })
  for (const file of files) await rm(file, { force: true })
}
