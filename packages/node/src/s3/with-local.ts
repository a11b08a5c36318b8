import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Input } from '../segmenting/find-inputs.js'
import { bareAddress, isS3, parseS3 } from './address.js'
import { readS3 } from './read-s3.js'

/**
 * Does work with an image's files; those in S3 lie in a folder of their own meanwhile.
 *
 * @param work Is given the files, and what says a message of them with the addresses that a user knows.
 */
export async function withLocal<T>(
  input: Input,
  work: (local: Input, told: (message: string) => string) => Promise<T>,
): Promise<T> {
  const { file, channels = [file] } = input
  if (!channels.some(isS3)) return await work(input, (message) => message)
  const folder = await mkdtemp(join(tmpdir(), 'spad-s3-'))
  try {
    const [first, ...others] = await Promise.all(
      channels.map((one, i) => fetched(one, join(folder, String(i)))),
    )
    const local = first ?? file
    const told = (message: string): string =>
      channels.reduce(
        (text, one, i) => text.replaceAll([local, ...others][i] ?? one, bareAddress(one)),
        message,
      )
    const there = input.channels && { channels: [local, ...others] as const }
    return await work({ ...input, file: local, ...there }, told)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A file with an object's content; several of one name may come of several folders. */
async function fetched(address: string, prefix: string): Promise<string> {
  const file = `${prefix}-${basename(parseS3(address).key)}`
  await writeFile(file, await readS3(address))
  return file
}
