import { stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { fail, type NamedFile } from '@spad/core'
import { readerOf } from '@spad/formats'
import { readHead } from '../data/picture-error.js'
import { few } from '../data/problems.js'
import { exists } from '../files/atomic.js'
import { explained } from '../files/explain-io.js'
import { listFiles } from '../scans/list-files.js'
import { partnersOf } from '../scans/scans-of.js'

/** A file with labels, and those that belong to it. */
export interface LabelFile {
  /** By which it finds its partner: below its folder, without endings and what tools add. */
  readonly name: string
  readonly paths: readonly string[]
}

/** The label files of one side. */
export interface FoundLabels {
  readonly files: ReadonlyMap<string, LabelFile>
  /** Whether a file was named, and no folder. */
  readonly single: boolean
  /** Files that hold no labels, below the folder. */
  readonly passedOver: readonly string[]
}

const ENDING = /(\.seg)?(\.(nii|hdr|img|nrrd|nhdr|mha|mhd|dcm|png|tiff?))?(\.gz)?$/i
/** What `spad segment` and others call labels by, and nnU-Net the first channel of an image. */
const ADDED = /_(labels?|seg|segmentation|mask)$/i
const CHANNEL = /_0000$/

/** Enough of a header that names the files of its samples. */
const HEAD = 65536

/**
 * The label files that an option names: one, or those of a folder and the folders in it.
 *
 * @throws SpadError if there is none, or two of a folder would have one name.
 */
export async function findLabelFiles(option: string, given: string): Promise<FoundLabels> {
  const found = await explained(given, 'read', () => stat(given))
  if (!found.isDirectory()) {
    const file = { name: nameOf(basename(given)), paths: await withPartners(given) }
    return { files: new Map([[file.name, file]]), single: true, passedOver: [] }
  }
  const files = new Map<string, LabelFile>()
  const passedOver: string[] = []
  for (const [folder, paths] of await listFiles(given)) {
    const inside = relative(given, folder)
    const { labels, others } = await labelsOf(paths)
    passedOver.push(...others.map((path) => relative(given, path)))
    for (const own of labels) {
      const name = join(inside, nameOf(basename(own[0] ?? ''))).replaceAll('\\', '/')
      const before = files.get(name)
      if (before)
        fail(
          'node',
          `\`${before.paths[0] ?? ''}\` and \`${own[0] ?? ''}\` have one name, \`${name}\`: it cannot be told ` +
            `which of them is compared. Leave one of them in \`--${option}\`.`,
        )
      files.set(name, { name, paths: own })
    }
  }
  if (files.size === 0)
    fail(
      'node',
      `\`${given}\` holds no labels: NIfTI, NRRD, MetaImage, DICOM segmentations, PNG and TIFF are read` +
        (passedOver.length > 0 ? `, not ${few(passedOver)}.` : '.'),
    )
  return { files, single: false, passedOver }
}

/** Whether labels lie in a picture, as masks do. */
export function isPicture(path: string): boolean {
  return /\.(png|tiff?)$/i.test(path)
}

/** `case_0000_labels.nii.gz` is `case`. */
export function nameOf(file: string): string {
  const bare = file.replace(ENDING, '').replace(ADDED, '').replace(CHANNEL, '')
  return (bare === '' ? file : bare).normalize('NFC')
}

async function withPartners(path: string): Promise<readonly string[]> {
  const head = { name: basename(path), bytes: await readHead(path, HEAD) }
  const names = readerOf(head)?.partners?.(head) ?? []
  const there = await Promise.all(names.map((name) => exists(join(dirname(path), name))))
  return [path, ...names.filter((_, i) => there[i]).map((name) => join(dirname(path), name))]
}

async function labelsOf(
  paths: readonly string[],
): Promise<{ labels: string[][]; others: string[] }> {
  const heads = new Map<string, NamedFile>()
  for (const path of paths)
    heads.set(path, { name: basename(path), bytes: await readHead(path, HEAD) })
  const partners = new Map([...heads].map(([path, head]) => [path, partnersOf(path, head, heads)]))
  const taken = new Set([...partners.values()].flat())
  const alone = paths.filter((path) => !taken.has(path))
  const known = (path: string): boolean => {
    const head = heads.get(path)
    return head !== undefined && (isPicture(path) || readerOf(head) !== undefined)
  }
  return {
    labels: alone.filter(known).map((path) => [path, ...(partners.get(path) ?? [])]),
    others: alone.filter((path) => !known(path)),
  }
}
