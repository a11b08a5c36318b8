import { lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail } from '@spad/core'
import { explained } from './explain-io.js'
import { temporariesOf, temporaryBeside } from './temporary.js'

/** A file to be written into a folder. */
export interface FileContent {
  readonly name: string
  readonly data: Uint8Array | string
}

/** Writes a file so that a reader, at any time, finds the old content or the new, never a part. */
export async function writeAtomically(path: string, data: Uint8Array | string): Promise<void> {
  await explained(path, 'written', async () => {
    await makeFolders(dirname(path))
    const temporary = temporaryBeside(path, 'new')
    try {
      await writeDurably(temporary, data)
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined)
      throw error
    }
    await syncFolder(dirname(path))
  })
}

/**
 * Replaces a folder's content so that a kill at any moment leaves the old one or the new. Only
 * whoever holds the lock on the folder may call it.
 *
 * A folder cannot be renamed onto a full one, so the old one steps aside first; between the two
 * renames {@link readReplaced} reads it there, and {@link settleFolder} brings it back.
 */
export async function replaceFolder(dir: string, files: readonly FileContent[]): Promise<void> {
  await explained(dir, 'written', async () => {
    await makeFolders(dirname(dir))
    await settleFolder(dir)
    const fresh = temporaryBeside(dir, 'new')
    try {
      await mkdir(fresh)
      for (const file of files) await writeDurably(join(fresh, file.name), file.data)
      await syncFolder(fresh)
      await exchange(fresh, dir)
    } catch (error) {
      await rm(fresh, { recursive: true, force: true }).catch(() => undefined)
      throw error
    }
  })
}

async function exchange(fresh: string, dir: string): Promise<void> {
  if (!(await occupied(dir))) {
    await rename(fresh, dir)
    await syncFolder(dirname(dir))
    return
  }
  const aside = temporaryBeside(dir, 'old')
  await rename(dir, aside)
  try {
    await rename(fresh, dir)
  } catch (error) {
    await rename(aside, dir)
    throw error
  }
  await syncFolder(dirname(dir))
  await discard(dir, aside)
}

/** Removes what stepped aside; under another name, so that under this one it is whole or not there. */
async function discard(dir: string, aside: string): Promise<void> {
  const rest = temporaryBeside(dir, 'new')
  await rename(aside, rest)
  await rm(rest, { recursive: true, force: true })
}

/** Finishes or undoes a {@link replaceFolder} that was cut off; for the lock's holder alone. */
export async function settleFolder(dir: string): Promise<void> {
  const aside = await temporariesOf(dir, 'old')
  const [latest, ...others] = await newestFirst(aside)
  if (latest !== undefined && (await occupied(dir))) others.push(latest)
  else if (latest !== undefined) await rename(latest, dir)
  for (const left of others) await discard(dir, left)
  for (const left of await temporariesOf(dir, 'new'))
    await rm(left, { recursive: true, force: true })
}

/** Paths by when they were last written, the latest first; what is gone by now is left out. */
export async function newestFirst(paths: readonly string[]): Promise<string[]> {
  const times = await Promise.all(
    paths.map(async (path) => {
      const found = await lstat(path).catch(() => undefined)
      return { path, time: found?.mtimeMs ?? -1 }
    }),
  )
  return times
    .filter(({ time }) => time >= 0)
    .sort((a, b) => b.time - a.time)
    .map(({ path }) => path)
}

/**
 * Makes a folder and those above it that are missing; one that is there already is fine.
 *
 * Node's own `recursive` never ends where the system says that nothing can be made, as in /proc.
 */
export async function makeFolders(dir: string): Promise<void> {
  // an address that was taken for a path
  if (/(^|[\\/])s3:([\\/]|$)/.test(dir))
    fail(
      'node',
      `\`${dir.replace(/^.*?s3:[\\/]+/, 's3://')}\` is in S3, where results of \`spad segment\` alone are written: name a folder.`,
    )
  if (await exists(dir)) return
  await makeFolders(dirname(dir))
  await mkdir(dir).catch(async (error: unknown) => {
    if (!(await exists(dir))) throw error
  })
}

/** Whether something of that name is there. */
export async function exists(path: string): Promise<boolean> {
  return await found(stat(path))
}

/** Whether a name is taken, be it by a link that leads nowhere. */
async function occupied(path: string): Promise<boolean> {
  return await found(lstat(path))
}

async function found(looking: Promise<unknown>): Promise<boolean> {
  try {
    await looking
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

/** A name that is there already, a link too, is refused. */
async function writeDurably(path: string, data: Uint8Array | string): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(data)
    await file.sync().catch(unlessUnsupported)
  } finally {
    await file.close()
  }
}

/** Makes the names in a folder as safe as the content of its files, where the system can do that. */
async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r').catch(() => undefined)
  if (!folder) return
  try {
    await folder.sync().catch(() => undefined)
  } finally {
    await folder.close()
  }
}

/** Some file systems cannot be told to write through; then the content is as safe as they make it. */
export function unlessUnsupported(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error
}
