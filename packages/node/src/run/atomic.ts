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
    await makeFolders(dirname(path))
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
      await makeFolders(fresh)
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

/**
 * Makes a folder and those above it that are missing; one that is there already is fine.
 *
 * Node's own `recursive` never ends where the system says that nothing can be made, as in /proc.
 */
export async function makeFolders(dir: string): Promise<void> {
  if (await exists(dir)) return
  await makeFolders(dirname(dir))
  await mkdir(dir).catch(async (error: unknown) => {
    if (!(await exists(dir))) throw error
  })
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
    await file.sync().catch(unlessUnsupported)
  } finally {
    await file.close()
  }
}

/** Some file systems cannot be told to write through; then the content is as safe as they make it. */
function unlessUnsupported(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error
}
