import { basename } from 'node:path'
import { type NamedFile } from '@spad/core'
import { dicomReader, findSeries, readerOf } from '@spad/formats'
import { readHead } from '../data/picture-error.js'
import { isPictureName } from '../data/list-cases.js'
import { readFiles } from './read-files.js'
import type { ScanSource } from './scan-source.js'

/** What some files of one folder are. */
export interface ScansFound {
  /** Each with the DICOM series that it is, and without a name yet. */
  readonly scans: readonly (Omit<ScanSource, 'name'> & { readonly series?: string })[]
  /** Files that are no scan, and why. */
  readonly others: readonly { readonly path: string; readonly reason: string }[]
}

/** Why most files are no scan. */
export const UNKNOWN = 'is of no format that is read'

/** Enough of a header that names the files of its samples. */
export const HEAD = 65536

/** Groups files of one folder into scans by what is in them; pictures are left out. */
export async function scansOf(paths: readonly string[]): Promise<ScansFound> {
  const heads = new Map<string, NamedFile>()
  for (const path of paths)
    if (!isPictureName(basename(path)))
      heads.set(path, { name: basename(path), bytes: await readHead(path, HEAD) })
  const partners = new Map([...heads].map(([path, head]) => [path, partnersOf(path, head, heads)]))
  const taken = new Set([...partners.values()].flat())
  const dicom: string[] = []
  const scans: ScansFound['scans'][number][] = []
  const others: ScansFound['others'][number][] = []
  for (const [path, head] of heads) {
    if (taken.has(path)) continue
    const reader = readerOf(head)
    if (!reader) others.push({ path, reason: UNKNOWN })
    else if (reader === dicomReader) dicom.push(path)
    else scans.push({ format: reader.name, paths: [path, ...(partners.get(path) ?? [])] })
  }
  const series = await seriesOf(dicom)
  return { scans: [...series.scans, ...scans], others: [...others, ...series.others] }
}

/** Files that belong to a header, such as the samples of a pair. */
export function partnersOf(
  path: string,
  head: NamedFile,
  all: ReadonlyMap<string, NamedFile>,
): readonly string[] {
  const reader = readerOf(head)
  const names = reader === dicomReader ? [] : (reader?.partners?.(head) ?? [])
  return [...all.keys()].filter((other) => other !== path && names.includes(basename(other)))
}

async function seriesOf(paths: readonly string[]): Promise<ScansFound> {
  const files = await readFiles(paths)
  const found = await findSeries(files)
  const pathOf = (name: string): string =>
    paths[files.findIndex((file) => file.name === name)] ?? name
  return {
    scans: found.scans.map(({ files: own, series }) => ({
      format: dicomReader.name,
      paths: own.map(({ name }) => pathOf(name)),
      ...(series !== undefined && { series }),
    })),
    others: found.others.map(({ name, reason }) => ({ path: pathOf(name), reason })),
  }
}
