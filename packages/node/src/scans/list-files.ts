import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@spad/core'
import { explained } from '../files/explain-io.js'

/** More files than this are no study. */
const MOST = 100_000

/** The files of a folder and of those in it, by folder, in the order of their names; hidden ones are left out. */
export async function listFiles(dir: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>()
  let count = 0
  const visit = async (folder: string): Promise<void> => {
    const entries = await explained(folder, 'read', () => readdir(folder, { withFileTypes: true }))
    const seen = entries.filter(({ name }) => !name.startsWith('.'))
    const names = (wanted: boolean): string[] =>
      seen.filter((entry) => entry.isDirectory() === wanted).map(({ name }) => name)
    const files = names(false).sort()
    count += files.length
    if (count > MOST) fail('node', `\`${dir}\` holds more than ${MOST} files: name a folder in it.`)
    if (files.length > 0)
      found.set(
        folder,
        files.map((name) => join(folder, name)),
      )
    for (const name of names(true).sort()) await visit(join(folder, name))
  }
  await visit(dir)
  return found
}
