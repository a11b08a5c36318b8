import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fail, type NamedFile } from '@spad/core'
import { readerOf } from '@spad/formats'
import { isPictureName } from '../data/list-cases.js'
import { mapParallel } from '../data/parallel.js'
import { SCAN_RESULT } from '../scans/scan-result.js'
import { HEAD } from '../scans/scans-of.js'
import { addressOf, isS3, parseS3 } from './address.js'
import { listS3, type FoundInFolder } from './list-s3.js'
import { readHeadOfS3, readS3, taggedInS3 } from './read-s3.js'

/** What a command was given, once the scans among it that lie in S3 are files. */
export interface FetchedScans {
  /** As it was given, in place of what was fetched the files and folders that hold it now. */
  readonly given: readonly string[]
  /** The address of what was fetched, by the file or folder that holds it now. */
  readonly addresses: ReadonlyMap<string, string>
  /** The address with its checksum of each object, by the file that holds it. */
  readonly objects: ReadonlyMap<string, string>
  /** Sentences on what was fetched and passed over, by address. */
  readonly notes: ReadonlyMap<string, readonly string[]>
  /** Says a message with the addresses that a user knows. */
  told(message: string): string
  /** Removes the files. */
  remove(): Promise<void>
}

/** Of larger objects the head is read first: a folder may hold anything. */
const LOOKED_AT = 2 ** 22

const MOST = 100_000

/**
 * Fetches the scans that lie in S3: an object that is no picture, with what belongs to its header, or all that may
 * be one in a folder and those in it.
 *
 * @throws SpadError if something is not there or cannot be read.
 */
export async function fetchScans(given: readonly string[]): Promise<FetchedScans> {
  const addresses = new Map<string, string>()
  const objects = new Map<string, string>()
  const notes = new Map<string, readonly string[]>()
  const folders: string[] = []
  let root: string | undefined
  const local = async (address: string): Promise<string> => {
    if (!isS3(address) || isPicture(address)) return address
    root ??= await mkdtemp(join(tmpdir(), 'spad-s3-'))
    const { bucket, key } = parseS3(address)
    // objects of one folder lie together, as a header and its samples must
    const above = dirname(address)
    if (!folders.includes(above)) folders.push(above)
    // names of results come from those of folders
    const place = join(root, String(folders.indexOf(above)), basename(key) || bucket)
    const isFolder = key === '' || key.endsWith('/')
    notes.set(address, await (isFolder ? folder : one)(address, place, objects))
    addresses.set(place, address)
    return place
  }
  const remove = async (): Promise<void> => {
    if (root !== undefined) await rm(root, { recursive: true, force: true })
  }
  try {
    const places: string[] = []
    for (const address of given) places.push(await local(address))
    const told = (text: string): string => inAddresses(text, addresses)
    return { given: places, addresses, objects, notes, told, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

function isPicture(address: string): boolean {
  const { key } = parseS3(address)
  return !key.endsWith('/') && isPictureName(basename(key))
}

/** Longer paths first: the folder of one may begin as another. */
function inAddresses(text: string, addresses: ReadonlyMap<string, string>): string {
  const paths = [...addresses.keys()].sort((a, b) => b.length - a.length)
  return paths.reduce((words, path) => {
    const address = addresses.get(path) ?? path
    return words.replaceAll(`${path}/`, address.replace(/\/?$/, '/')).replaceAll(path, address)
  }, text)
}

/** An object and those that its header names beside it. */
async function one(address: string, place: string, objects: Objects): Promise<string[]> {
  const object =
    (await taggedInS3(address)) ??
    fail(
      'node',
      `\`${address}\` could not be read: there is no such object. The address of a folder ends in /: ` +
        `${address}/`,
    )
  const bytes = await saved(object, place, objects)
  const head: NamedFile = { name: basename(place), bytes: bytes.subarray(0, HEAD) }
  for (const name of readerOf(head)?.partners?.(head) ?? []) {
    const partner = await taggedInS3(`${dirname(address)}/${name}`)
    if (partner !== undefined) await saved(partner, join(dirname(place), name), objects)
  }
  return []
}

async function folder(address: string, place: string, objects: Objects): Promise<string[]> {
  const { bucket, key: prefix } = parseS3(address)
  const all = (await listS3(address, { deeper: true })).filter(
    ({ key }) =>
      !key
        .slice(prefix.length)
        .split('/')
        .some((name) => name.startsWith('.')),
  )
  const pictures = all.filter(({ key }) => isPictureName(basename(key)))
  const others = all.filter(({ key }) => !isPictureName(basename(key)))
  const wanted = others.filter(({ key }) => !SCAN_RESULT.test(key))
  if (wanted.length > MOST)
    fail('node', `\`${address}\` holds more than ${MOST} objects: name a folder in it.`)
  await mkdir(place, { recursive: true })
  let fetched = 0
  await mapParallel(
    wanted,
    async (found) => {
      const object = addressOf({ bucket, key: found.key, etag: found.etag })
      if (!(await mayBeScan(object, found))) return
      await saved(object, join(place, found.key.slice(prefix.length)), objects)
      fetched++
    },
    8,
  )
  const results = others.length - wanted.length
  return [
    `fetched ${fetched} files of ${address}`,
    ...(results > 0 ? [`${results} results of spad segment are passed over in ${address}`] : []),
    ...(pictures.length > 0
      ? [
          `${pictures.length} pictures beside scans are passed over in ${address}: name them themselves`,
        ]
      : []),
  ]
}

/** Small objects are looked at when they are there; samples beside a header are known by no head. */
async function mayBeScan(address: string, { key, bytes }: FoundInFolder): Promise<boolean> {
  if (bytes <= LOOKED_AT || /\.(img|raw|zraw)(\.gz|\.bz2)?$/i.test(key)) return true
  const head = { name: basename(key), bytes: await readHeadOfS3(address, HEAD) }
  return readerOf(head) !== undefined
}

type Objects = Map<string, string>

async function saved(address: string, place: string, objects: Objects): Promise<Uint8Array> {
  const bytes = await readS3(address)
  await mkdir(dirname(place), { recursive: true })
  await writeFile(place, bytes)
  objects.set(place, address)
  return bytes
}
