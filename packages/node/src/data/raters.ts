import type { RaterFiles, CaseFiles } from './case-files.js'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { amount, fail, type LabelClass } from '@spad/core'
import type { Description } from './description.js'
import { ioCode, explainIo } from '../files/explain-io.js'
import { inferCoding } from './infer-coding.js'
import { isPictureName, listPictures } from './list-cases.js'
import { PassedOver } from './passed-over.js'
import { few } from './problems.js'

/** How the masks of several readers are kept; see {@link findRaters}. */
export type Coding = 'bits' | 'counts' | 'folders'

/** What `raters/` holds. */
export interface Raters {
  readonly coding: Coding
  /** Readers at most. */
  readonly count: number
  /** Cases that have some. */
  readonly cases: number
}

/** Cases with the masks of their readers. */
export interface RatersFound {
  readonly files: readonly CaseFiles[]
  readonly found?: Raters
  readonly notes: readonly string[]
}

/** The files that a case's readers stand in. */
export function filesOfRaters(raters: RaterFiles | undefined): readonly string[] {
  if (!raters) return []
  return raters.coding === 'folders' ? raters.files : [raters.file]
}

/**
 * Looks for `raters/` beside `masks/`, which hold the consensus: a folder a reader with masks as in
 * `masks/`, or a picture a case, coded as `raters.coding` of dataset.json says.
 *
 * `bits`: of a data set with one foreground class; bit r (of value 2^r) is set where reader r marked it.
 * `counts`: how many readers marked the class; of two foreground classes, the second inside the first, the
 * readers who marked either plus 16 times those who marked the second. Who they were is lost: reader i of
 * `count` is then taken to have marked what more than i of them did.
 *
 * @throws SpadError if it holds both, the coding can neither be told nor is said, or is none for the classes.
 */
export async function findRaters(
  root: string,
  files: readonly CaseFiles[],
  described: Description['raters'],
  classes: readonly LabelClass[],
): Promise<RatersFound> {
  const dir = join(root, 'raters')
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: unknown) => {
    if (ioCode(error) === 'ENOENT') return undefined
    throw explainIo(error, dir, 'read')
  })
  if (!entries) return described ? missing(dir) : { files, notes: [] }
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const pictures = entries.some((entry) => entry.isFile() && isPictureName(entry.name))
  if (folders.length > 0 && pictures)
    fail(
      'node',
      `\`${dir}\` holds pictures and folders: give a picture a case, or a folder a reader, not both.`,
    )
  return folders.length > 0
    ? await fromFolders(dir, folders.sort(), files)
    : await fromPictures(dir, files, described ?? {}, classes)
}

function missing(dir: string): never {
  return fail(
    'node',
    `\`raters\` in dataset.json describes \`${dir}\`: there is no such folder. Add it, or remove the key.`,
  )
}

async function fromFolders(
  dir: string,
  readers: readonly string[],
  files: readonly CaseFiles[],
): Promise<RatersFound> {
  const passedOver = new PassedOver()
  const maps: Map<string, string>[] = []
  for (const reader of readers) maps.push(await listPictures(dir, reader, passedOver))
  const withRaters = files.map((found): CaseFiles => {
    const own = maps.flatMap((map) => map.get(found.name) ?? [])
    return own.length > 0 ? { ...found, raters: { coding: 'folders', files: own } } : found
  })
  const stray = maps.flatMap((map) => [...map.keys()])
  const notes = [...passedOver.sentences(), ...strayNote(stray, files)]
  return found(withRaters, 'folders', readers.length, notes)
}

async function fromPictures(
  dir: string,
  files: readonly CaseFiles[],
  { coding: said, count, readersPerImage }: NonNullable<Description['raters']>,
  classes: readonly LabelClass[],
): Promise<RatersFound> {
  const passedOver = new PassedOver()
  const maps = await listPictures(join(dir, '..'), 'raters', passedOver)
  if (count === undefined)
    return fail(
      'node',
      `\`${dir}\` has a picture a case: dataset.json must say how many readers there are, ` +
        '"raters": {"coding": "bits" or "counts", "count": 4}.',
    )
  checkCoding(said, classes.length)
  const pairs = files.flatMap((one) => {
    const file = maps.get(one.name)
    return file === undefined ? [] : [{ file, mask: one.mask }]
  })
  const inferred = said ? undefined : await inferCoding(dir, pairs, count, classes)
  const coding = said ?? inferred?.coding ?? 'bits'
  const looked = new Map(
    Object.entries(readersPerImage ?? {}).map(([name, number]) => [name.normalize('NFC'), number]),
  )
  const withRaters = files.map((one): CaseFiles => {
    const file = maps.get(one.name)
    if (file === undefined) return one
    const present = Math.min(count, looked.get(one.name) ?? count)
    return { ...one, raters: { coding, file, count, present } }
  })
  const notes = [...passedOver.sentences(), ...strayNote([...maps.keys()], files)]
  if (inferred) notes.push(inferred.note)
  return found(withRaters, coding, count, notes)
}

function checkCoding(coding: Coding | undefined, classes: number): void {
  if (coding === 'bits' && classes > 2)
    fail(
      'node',
      `\`raters.coding\` is bits and there are ${classes - 1} foreground classes: bits tell one class from ` +
        'the background. Give a folder a reader.',
    )
  if (coding === 'counts' && classes > 3)
    fail(
      'node',
      `\`raters.coding\` is counts and there are ${classes - 1} foreground classes: an 8-bit picture counts ` +
        'at most two. Give a folder a reader.',
    )
}

function strayNote(names: readonly string[], files: readonly CaseFiles[]): string[] {
  const known = new Set(files.map(({ name }) => name))
  const stray = [...new Set(names)].filter((name) => !known.has(name))
  return stray.length > 0
    ? [`raters/ has masks for ${stray.length} names that are no cases: ${few(stray)}`]
    : []
}

function found(
  files: readonly CaseFiles[],
  coding: Coding,
  count: number,
  notes: readonly string[],
): RatersFound {
  const cases = files.filter(({ raters }) => raters !== undefined).length
  const without = files.length - cases
  return {
    files,
    found: { coding, count, cases },
    notes: [
      ...notes,
      ...(without > 0
        ? [`raters/ has nothing for ${amount(without, 'case')}: their masks stand alone`]
        : []),
      ...(coding === 'counts'
        ? [`raters/ holds counts: reader i of ${count} stands for what more than i of them marked`]
        : []),
    ],
  }
}
