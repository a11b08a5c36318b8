import { basename, join, resolve } from 'node:path'
import { type Dataset, fail } from '@spad/core'
import { isS3 } from '../s3/address.js'
import { fetchDataset } from '../s3/fetch-dataset.js'
import { nameOfFolder } from '../s3/local-names.js'
import { folderIn } from '../s3/results.js'
import { unknownClasses, unknownNotes } from './annotated.js'
import { type Description, readDescription } from './description.js'
import { findChannels } from './find-channels.js'
import { grouping, groupNotes } from './grouping.js'
import { ignoredValue } from './ignored-value.js'
import { describedClasses, inferClasses } from './label-classes.js'
import { foldSplits } from '../planning/fold.js'
import type { CaseFiles } from './case-files.js'
import { listCases } from './list-cases.js'
import type { OpenDatasetOptions, OpenedDataset } from './opened-dataset.js'
import { checkSpacing } from './pixel-spacing.js'
import { findRaters, type Raters } from './raters.js'
import { type CaseRead, readCaseFully } from './read-case.js'
import { namedSplits, seededSplits, type Splits } from './splits.js'

/** A folder of images and masks; itself the data set of all its cases. */
export interface FolderDataset extends OpenedDataset {
  /** Absolute path; of a data set in S3 that of its copy. */
  readonly dir: string
  readonly files: readonly CaseFiles[]
  /** How several readers' masks are kept, where there is `raters/`. */
  readonly raters?: Raters
}

/**
 * Opens a folder, or one in S3 (s3://BUCKET/FOLDER), with `images/`, `masks/` (same names) and, optionally, `raters/` and `dataset.json`. Reads
 * headers, and pixels where labels or colour cannot be known otherwise; cases are decoded by `read`.
 *
 * Without labels each value in the masks is a class, the smallest the background. Without splits a
 * case's group is hashed with the seed: 70 % train, 10 % val, 20 % test; without `val`, 15 % of train.
 *
 * @throws SpadError naming what is wrong in the folder and how to mend it.
 */
export async function openDataset(
  dir: string,
  options: OpenDatasetOptions = {},
): Promise<FolderDataset> {
  if (!isS3(dir)) {
    const root = resolve(dir)
    return await openFolder(root, { place: root, called: basename(root) }, options)
  }
  const copy = await fetchDataset(dir, options.s3)
  return await openFolder(copy, { place: dir, called: nameOfFolder(folderIn(dir)) }, options)
}

/** What a folder is called in messages, and as a data set that does not say its name. */
interface Called {
  readonly place: string
  readonly called: string
}

async function openFolder(
  root: string,
  { place, called }: Called,
  { seed = 0, channels = 'auto', groupPattern, fold }: OpenDatasetOptions,
): Promise<FolderDataset> {
  const description = await readDescription(root)
  const { files: plain, passedOver } = await listCases(root, description.channels)
  const json = join(root, 'dataset.json')
  const names = plain.map(({ name }) => name)
  const pattern = groupPattern ?? description.groupPattern
  const group = grouping(pattern)
  const grouped = { seed, group }
  const named = description.splits && namedSplits(json, names, description.splits, grouped)
  // a folder too small to be split can still be looked at and measured on as a whole
  let seeded: Splits | undefined
  const splits = (): Splits => {
    const whole = named ?? (seeded ??= seededSplits(names, grouped))
    return fold ? foldSplits(whole, grouped.group, fold) : whole
  }
  const { labels, ignore } = ignoredValue(json, description)
  const { classes, notes } = labels
    ? { classes: describedClasses(json, labels, description.colors), notes: [] }
    : await inferClasses(
        root,
        plain.map(({ mask }) => mask),
      )
  const raters = await findRaters(root, plain, description.raters, classes)
  if (ignore !== undefined && raters.found && raters.found.coding !== 'folders')
    fail(
      'node',
      `\`ignore\` in \`${json}\` is ${ignore}: readers' masks as ${raters.found.coding} have no value to be ` +
        'ignored. Give a folder for each reader, or leave `ignore` out.',
    )
  const unknown = unknownClasses(json, description.annotated, names, classes)
  const files = raters.files.map((one): CaseFiles => {
    const missing = unknown.get(one.name)
    return missing ? { ...one, unknown: missing } : one
  })
  const { prepare } = description
  refuseNeighbours(json, description)
  // slices beside each other may be alike, and are three channels nevertheless
  const stacked = channels === 'auto' && (prepare?.neighbours ?? 0) > 0
  const found = await channelsOf(root, files, stacked ? 3 : channels, description.channels)
  const { licence, origin, modality } = description
  const spacing = checkSpacing(json, description.spacing, names)
  const inspect = (chosen: readonly CaseFiles[], index: number): Promise<CaseRead> =>
    readCaseFully(chosen[index] ?? noCase(index, chosen), classes, found, ignore)
  const pick = (chosen: readonly CaseFiles[]): Dataset => ({
    classes,
    channels: found,
    names: chosen.map(({ name }) => name),
    read: async (index) => (await inspect(chosen, index)).sample,
  })
  return {
    ...pick(files),
    dir: root,
    place,
    name: description.name ?? called,
    get splits() {
      return splits()
    },
    meta: { licence, origin, modality },
    files,
    notes: [
      ...passedOver,
      ...notes,
      ...raters.notes,
      ...unknownNotes(unknown, classes),
      ...(pattern === undefined && (fold || !description.splits) ? groupNotes(names) : []),
    ],
    ...(raters.found && { raters: raters.found }),
    ...(spacing && { spacing }),
    ...(found > 1 && files[0]?.channels && { channelNames: description.channels ?? [] }),
    ...(prepare && { prepare }),
    ...(ignore !== undefined && { ignore }),
    groupOf: group,
    inspect: async (index) => inspect(files, index),
    subset: (split) => pick(split === 'all' ? files : chooseCases(files, splits(), split)),
  }
}

/** Slices beside each other are the channels of a picture: no others fit in. */
function refuseNeighbours(file: string, { channels = [], prepare }: Description): void {
  const { neighbours = 0 } = prepare ?? {}
  if (neighbours > 0 && channels.length > 0)
    fail(
      'node',
      `\`prepare.neighbours\` in \`${file}\` is ${neighbours}, and there are \`channels\` (${channels.join(', ')}): ` +
        'neighbours are taken of one channel, as red, green and blue. Remove one of the two.',
    )
}

/** How many channels images have: those that have names, or as their colours say. */
async function channelsOf(
  dir: string,
  files: readonly CaseFiles[],
  wanted: 'auto' | 1 | 3,
  names: readonly string[] = [],
): Promise<number> {
  if (names.length > 1) return names.length
  if (names.length === 1 && wanted === 'auto') return 1
  return wanted === 'auto' ? await findChannels(dir, files) : wanted
}

/** @throws SpadError that says which cases there are. */
export function noCase(index: number, { length }: readonly unknown[]): never {
  return fail('node', `\`index\` is ${index}: it must be an integer from 0 to ${length - 1}.`)
}

/** @throws SpadError if the split has no case. */
export function chooseCases<T extends { readonly name: string }>(
  cases: readonly T[],
  splits: Splits,
  split: keyof Splits,
): T[] {
  const wanted = new Set(splits[split])
  if (wanted.size === 0)
    fail('node', `\`split\` is ${split}: it has no case. Name some under \`splits.${split}\`.`)
  return cases.filter(({ name }) => wanted.has(name))
}
