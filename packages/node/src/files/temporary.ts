import { createHash, randomBytes } from 'node:crypto'
import { type Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** `new`: being written, to take a place; `old`: what had that place, on its way out. */
export type Role = 'new' | 'old'

/** Longer names are shortened, so that what is added never makes one too long for the file system. */
const LONGEST = 180

/** A name beside a path that no file has and no user gives. */
export function temporaryBeside(path: string, role: Role): string {
  const own = `${process.pid}-${randomBytes(8).toString('hex')}`
  return join(dirname(path), `.${stem(path)}.${own}.spad-${role}`)
}

/** What {@link temporaryBeside} left beside a path, whoever made it; links are never among it. */
export async function temporariesOf(path: string, role: Role): Promise<string[]> {
  const dir = dirname(path)
  return (await entriesOf(dir))
    .filter((entry) => !entry.isSymbolicLink() && madeFor(entry.name, role) === stem(path))
    .map(({ name }) => join(dir, name))
}

/** What {@link temporaryBeside} left in a folder for paths that end in one of these. */
export async function temporariesIn(dir: string, endings: readonly string[]): Promise<string[]> {
  return (await entriesOf(dir))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .filter((name) => endings.some((ending) => madeFor(name, 'new')?.endsWith(ending)))
    .map((name) => join(dir, name))
}

function madeFor(name: string, role: Role): string | undefined {
  const found = /^\.(.+)\.\d+-[0-9a-f]{16}\.spad-(new|old)$/s.exec(name)
  return found?.[2] === role ? found[1] : undefined
}

function stem(path: string): string {
  const name = basename(path)
  if (Buffer.byteLength(name) <= LONGEST) return name
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 32)
  return `${digest}${/\.\w{1,9}$/.exec(name)?.[0] ?? ''}`
}

async function entriesOf(dir: string): Promise<Dirent[]> {
  return await readdir(dir, { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
}
