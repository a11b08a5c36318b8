import { randomBytes } from 'node:crypto'
import { copyFile, link, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fail } from '@spad/core'
import { exists, makeFolders, writeAtomically } from '../files/atomic.js'
import { sha256 } from '../files/digest.js'
import { explained } from '../files/explain-io.js'
import { doAtEnd } from '../files/last-actions.js'
import { type ProcessIdentity, stateOf, thisProcess } from '../files/process-identity.js'
import { temporariesIn, temporaryBeside } from '../files/temporary.js'
import type { WantedObject } from './local-names.js'

/** What the cache holds of one address: each object once, and folders of links to them that never change. */
export interface DatasetCopies {
  /** The objects, each whole. */
  readonly objects: string
  /** Where an object is, once it is there. */
  fileOf(object: WantedObject): string
  /** Where a data set of just these objects is, once it is there. */
  copyOf(objects: readonly WantedObject[]): string
  /** Those that are not there yet; drafts that somebody left are removed. */
  missing(objects: readonly WantedObject[]): Promise<readonly WantedObject[]>
  /** Makes a data set of objects that are there. */
  make(objects: readonly WantedObject[]): Promise<void>
  /** Keeps a data set as long as this process lives. */
  use(objects: readonly WantedObject[]): Promise<void>
  /** Removes data sets that no process uses, but for this one, and objects that are in none. */
  tidy(kept: readonly WantedObject[]): Promise<void>
}

const COPY = 'copy-'

/** The copies in a folder, which only the holder of its lock may change. */
export function datasetCopies(entry: string): DatasetCopies {
  const objects = join(entry, 'objects')
  const uses = join(entry, 'uses')
  const nameOf = ({ key, etag, bytes }: WantedObject): string =>
    sha256(JSON.stringify([key, etag, bytes])).slice(0, 40)
  const fileOf = (object: WantedObject): string => join(objects, nameOf(object))
  const nameOfCopy = (all: readonly WantedObject[]): string =>
    COPY + sha256(all.map(nameOf).join()).slice(0, 32)
  const copyOf = (all: readonly WantedObject[]): string => join(entry, nameOfCopy(all))
  return {
    objects,
    fileOf,
    copyOf,
    async missing(all) {
      await makeFolders(objects)
      for (const left of await temporariesIn(objects, [''])) await rm(left, { force: true })
      const there = new Set(await readdir(objects))
      return all.filter((one) => !there.has(nameOf(one)))
    },
    async make(all) {
      const copy = copyOf(all)
      const draft = temporaryBeside(copy, 'new')
      await explained(copy, 'written', async () => {
        await mkdir(draft)
        const folders = new Set(all.map(({ names }) => dirname(join(draft, ...names))))
        for (const folder of folders) await mkdir(folder, { recursive: true }).catch(refuseTwins)
        for (const one of all)
          await linked(fileOf(one), join(draft, ...one.names)).catch(refuseTwins)
        await rename(draft, copy)
      })
    },
    async use(all) {
      const copy = copyOf(all)
      const before = used.get(copy)
      if (before !== undefined && (await exists(before))) return
      const mark = join(uses, `${nameOfCopy(all)}.${randomBytes(8).toString('hex')}.json`)
      await writeAtomically(mark, JSON.stringify(thisProcess()))
      used.set(copy, mark)
      doAtEnd(() => {
        rmSync(mark, { force: true })
      })
    },
    async tidy(kept) {
      await makeFolders(uses)
      const needed = new Set([nameOfCopy(kept), ...(await copiesInUse(uses))])
      for (const name of await readdir(entry))
        if (/^\.?copy-/.test(name) && !needed.has(name))
          await rm(join(entry, name), { recursive: true, force: true })
      const wanted = new Set(kept.map(nameOf))
      for (const name of await readdir(objects)) {
        const file = join(objects, name)
        if (!wanted.has(name) && (await stat(file)).nlink === 1) await rm(file, { force: true })
      }
    },
  }
}

/** Copies that this process has said it uses, and where. */
const used = new Map<string, string>()

/** The names of copies that a process uses, or may use where this one cannot look. */
async function copiesInUse(uses: string): Promise<string[]> {
  const names: string[] = []
  for (const name of await readdir(uses)) {
    const mark = join(uses, name)
    const text = await readFile(mark, 'utf8').catch(() => '')
    if (text !== '' && stateOf(JSON.parse(text) as ProcessIdentity) === 'gone')
      await rm(mark, { force: true })
    else names.push(name.split('.')[0] ?? '')
  }
  return names
}

/** One file in two places; a copy where the file system knows no links. */
async function linked(file: string, place: string): Promise<void> {
  await link(file, place).catch(async (error: unknown) => {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(codeOf(error))) throw error
    await copyFile(file, place)
  })
}

/** Names that differ to S3 may be one to a file system, and a file may not be a folder too. */
function refuseTwins(error: unknown): never {
  if (!['EEXIST', 'ENOTDIR'].includes(codeOf(error))) throw error
  const { dest, path = '' } = error as { readonly dest?: string; readonly path?: string }
  return fail(
    'node',
    `two objects would be one file on this machine, \`${dest ?? path}\`: their names differ in case alone, or one ` +
      'is a folder of the other. Rename one.',
    error,
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
