import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { amount, fail, type NamedFile } from '@spad/core'
import { explained } from '../files/explain-io.js'
import { statFile } from '../files/stat-file.js'

/** What Node reads at once. */
const MAX_BYTES = 2 ** 31 - 1

/** Reads files whole, each with its name without a folder. */
export async function readFiles(paths: readonly string[]): Promise<NamedFile[]> {
  const files: NamedFile[] = []
  for (const path of paths) files.push({ name: basename(path), bytes: await readWhole(path) })
  return files
}

async function readWhole(path: string): Promise<Uint8Array> {
  return await explained(path, 'read', async () => {
    const { size } = await statFile(path)
    if (size > MAX_BYTES)
      fail(
        'node',
        `\`${path}\` has ${amount(size, 'byte')}: at most ${MAX_BYTES} are read. Crop or shrink it.`,
      )
    return new Uint8Array(await readFile(path))
  })
}
