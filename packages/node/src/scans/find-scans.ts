import { stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { amount, fail } from '@spad/core'
import { readerOf } from '@spad/formats'
import { exists } from '../files/atomic.js'
import { isPictureName } from '../data/list-cases.js'
import { readHead } from '../data/picture-error.js'
import { few } from '../data/problems.js'
import { isS3 } from '../s3/address.js'
import { listFiles } from './list-files.js'
import { SCAN_RESULT } from './scan-result.js'
import type { ScanSource } from './scan-source.js'
import { HEAD, type ScansFound, scansOf, UNKNOWN } from './scans-of.js'

/** Scans among what a command was given. */
export interface FoundSources {
  readonly sources: readonly ScanSource[]
  /** What holds no scan, as it was given: pictures, folders of pictures, globs. */
  readonly rest: readonly string[]
  /** Sentences on what was passed over. */
  readonly notes: readonly string[]
}

/**
 * Finds the scans in files and folders, with those in them: one for each DICOM series, wherever its files
 * are, and one for each other file. Names come from files and folders, never from what is in them.
 */
export async function findScans(given: readonly string[]): Promise<FoundSources> {
  const rest: string[] = []
  const notes: string[] = []
  const piles: Pile[] = []
  const named: string[] = []
  for (const one of given) {
    const kind = await kindOf(one)
    if (kind === 'folder') {
      const found = await inFolder(one, notes)
      if (found) piles.push(found)
      else rest.push(one)
    } else if (kind === 'file') named.push(resolve(one), ...(await besideHeader(resolve(one))))
    else rest.push(one)
  }
  for (const dir of new Set(named.map((path) => dirname(path)))) {
    const found = await scansOf([...new Set(named)].filter((path) => dirname(path) === dir))
    piles.push({ root: dir, listed: false, found })
    for (const { path, reason } of found.others)
      if (reason === UNKNOWN) rest.push(path)
      else fail('node', reason)
  }
  return { sources: unique(piles.flatMap(sourcesOf)), rest, notes }
}

interface Pile {
  readonly root: string
  /** Whether the folder was named, and not its files. */
  readonly listed: boolean
  readonly found: ScansFound
}

async function kindOf(given: string): Promise<'folder' | 'file' | 'other'> {
  if (isS3(given) || !(await exists(given))) return 'other'
  if ((await stat(given)).isDirectory()) return 'folder'
  return isPictureName(basename(given)) ? 'other' : 'file'
}

/** The files that a header names, of those beside it. */
async function besideHeader(path: string): Promise<string[]> {
  const head = { name: basename(path), bytes: await readHead(path, HEAD) }
  const names = readerOf(head)?.partners?.(head) ?? []
  const places = names.map((name) => join(dirname(path), name))
  const there = await Promise.all(places.map((place) => exists(place)))
  return places.filter((_, i) => there[i] === true)
}

/** The scans of a folder, nothing if it holds none. */
async function inFolder(given: string, notes: string[]): Promise<Pile | undefined> {
  const root = resolve(given)
  const all = await listFiles(root)
  const found: ScansFound[] = []
  let results = 0
  for (const paths of all.values()) {
    const own = paths.filter((path) => !SCAN_RESULT.test(path))
    results += paths.length - own.length
    found.push(await scansOf(own))
  }
  const scans = joinSeries(found.flatMap((one) => one.scans))
  if (scans.length === 0) return undefined
  const others = found.flatMap((one) => one.others)
  const pictures = [...all.values()].flat().filter((path) => isPictureName(basename(path))).length
  if (results > 0)
    notes.push(`passed over in ${given}: ${amount(results, 'result')} of spad segment`)
  if (pictures > 0)
    notes.push(
      `passed over in ${given}: ${amount(pictures, 'picture')} beside scans; name them themselves`,
    )
  if (others.length > 0)
    notes.push(`no images in ${given}: ${few(others.map(({ path }) => relative(root, path)))}`)
  return { root, listed: true, found: { scans, others } }
}

/** A series whose files lie in several folders is one scan. */
function joinSeries(scans: ScansFound['scans']): ScansFound['scans'] {
  const whole = new Map<string, ScansFound['scans'][number]>()
  for (const [index, scan] of scans.entries()) {
    const key = scan.series ?? `alone ${index}`
    const before = whole.get(key)
    whole.set(key, before ? { ...before, paths: [...before.paths, ...scan.paths] } : scan)
  }
  return [...whole.values()]
}

function sourcesOf({ root, listed, found: { scans } }: Pile): ScanSource[] {
  const names = scans.map(({ format, paths }) => nameOf(root, listed, format, paths))
  return scans.map(({ format, paths }, i) => {
    const name = names[i] ?? ''
    const twins = names.filter((other) => other === name).length
    const number = names.slice(0, i + 1).filter((other) => other === name).length
    return { name: twins > 1 && format === 'dicom' ? `${name}_${number}` : name, format, paths }
  })
}

/** `scan.nii.gz` is `scan`; the series of a folder is called as the folder, below that which was given. */
function nameOf(root: string, listed: boolean, format: string, paths: readonly string[]): string {
  const [first = ''] = paths
  const own = basename(first).replace(
    /(\.(nii|hdr|img|nrrd|nhdr|mha|mhd|dcm|seg|ima))?(\.gz)?$/i,
    '',
  )
  if (format !== 'dicom' || (!listed && paths.length === 1)) return own
  const inside = relative(root, dirname(first))
  return [basename(root), ...inside.split(sep)].filter((part) => part !== '').join('_')
}

/** One that was given twice is one. */
function unique(sources: readonly ScanSource[]): ScanSource[] {
  return [...new Map(sources.map((source) => [source.paths.join('\n'), source])).values()]
}
