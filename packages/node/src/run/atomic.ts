import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { explained } from './explain-io.js'

/** A file to be written into a folder. */
export interface FileContent {
  readonly name: string
  readonly data: Uint8Array | string
}

/** Writes a file so that a reader, at any time, finds the old content or the new, never a part. */
export async function writeAtomically(path: string, data: Uint8Array | string): Promise<void> {
  await explained(path, 'written', async () => {
    await mkdir(dirname(path), { recursive: true })
    const temporary = `${path}.tmp`
    try {
      await writeDurably(temporary, data)
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined)
      throw error
    }
  })
}

/**
 * Replaces a folder's content so that a kill at any moment leaves the old one or the new.
 *
 * A folder cannot be renamed onto a full one, so the old one steps aside first; between the two
 * renames {@link settleFolder} finds it there.
 */
export async function replaceFolder(dir: string, files: readonly FileContent[]): Promise<void> {
  await explained(dir, 'written', async () => {
    await settleFolder(dir)
    const fresh = `${dir}.tmp`
    try {
      await mkdir(fresh, { recursive: true })
      for (const file of files) await writeDurably(join(fresh, file.name), file.data)
    } catch (error) {
      await rm(fresh, { recursive: true, force: true }).catch(() => undefined)
      throw error
    }
    if (await exists(dir)) await rename(dir, `${dir}.old`)
    await rename(fresh, dir)
    await rm(`${dir}.old`, { recursive: true, force: true })
  })
}

/** Finishes or undoes a {@link replaceFolder} that was cut off. */
export async function settleFolder(dir: string): Promise<void> {
  if (await exists(dir)) await rm(`${dir}.old`, { recursive: true, force: true })
  else if (await exists(`${dir}.old`)) await rename(`${dir}.old`, dir)
  await rm(`${dir}.tmp`, { recursive: true, force: true })
}

/** Whether something of that name is there. */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

async function writeDurably(path: string, data: Uint8Array | string): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(data)
    await file.sync()
  } finally {
    await file.close()
  }
}
