import type { CaseFiles } from './case-files.js'
import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fail } from '@spad/core'
import { explainIo } from '../files/explain-io.js'
import { gatherChannels, lookLikeChannels } from './channel-files.js'
import { PassedOver } from './passed-over.js'
import { type PictureUse, saveAdvice } from './picture-error.js'
import { few } from './problems.js'

/** The cases of a folder, and what else lies in it. */
export interface CaseList {
  readonly files: readonly CaseFiles[]
  /** Sentences on the files that were left out. */
  readonly passedOver: readonly string[]
}

/** The way from folders of any other order to a data set. */
const BY_TABLE =
  'A table of paths, with the columns image, mask and perhaps split, makes a data set of any folders: ' +
  '`spad dataset convert --from csv TABLE --out NEW`.'

const readable = new Set(['.png', '.jpg', '.jpeg', '.tif', '.tiff'])

/** Whether a file's name says that it is a PNG, JPEG or TIFF, and not hidden. */
export function isPictureName(name: string): boolean {
  return !name.startsWith('.') && readable.has(extname(name).toLowerCase())
}

/** Whether a file's name says that it is a NIfTI, NRRD or MHA. */
export function isVolumeName(name: string): boolean {
  return !name.startsWith('.') && /\.(nii(\.gz)?|nrrd|mha)$/i.test(name)
}

/**
 * Pairs the pictures of `images/` with those of `masks/` by name without extension, sorted.
 *
 * Hidden files are passed over quietly, files that are no PNG, JPEG or TIFF by name are counted.
 *
 * @param channels Their names, where `images/` has a picture for each: `CASE_0000`, `CASE_0001`, …
 * @throws SpadError if a folder is missing or empty, a name stands twice, or one lacks its partner.
 */
export async function listCases(dir: string, channels: readonly string[] = []): Promise<CaseList> {
  const passedOver = new PassedOver()
  const pictures = await listPictures(dir, 'images', passedOver)
  const images = byCase(dir, pictures, channels)
  const masks = await listPictures(dir, 'masks', passedOver)
  const bare = [...images.keys()].filter((name) => !masks.has(name))
  const stray = [...masks.keys()].filter((name) => !images.has(name))
  const problems = [
    ...(bare.length > 0 ? [`images without a mask: ${few(bare)}`] : []),
    ...(stray.length > 0 ? [`masks without an image: ${few(stray)}`] : []),
  ]
  if (problems.length > 0)
    fail(
      'node',
      `\`${dir}\` has ${problems.join('; ')}. Image and mask must share their name up to the ` +
        `extension: rename, add or remove them.${channelHint(channels, bare, masks)}` +
        (bare.length > 0 && stray.length > 0 ? ` ${BY_TABLE}` : ''),
    )
  const files = [...images].map(([name, own]) => ({ name, ...own, mask: masks.get(name) ?? '' }))
  return { files, passedOver: passedOver.sentences() }
}

/** One picture a case, or one for each of its channels. */
function byCase(
  dir: string,
  pictures: ReadonlyMap<string, string>,
  channels: readonly string[],
): ReadonlyMap<string, Pick<CaseFiles, 'image' | 'channels'>> {
  if (channels.length < 2) return new Map([...pictures].map(([name, image]) => [name, { image }]))
  const cases = gatherChannels(pictures, channels, join(dir, 'images'))
  return new Map(cases.map((one) => [one.name, { image: one.channels[0], channels: one.channels }]))
}

/** Names that end in numbers and fit no mask are likely nnU-Net's channels. */
function channelHint(
  channels: readonly string[],
  bare: readonly string[],
  masks: ReadonlyMap<string, string>,
): string {
  const stems = new Set(bare.map((name) => name.replace(/_\d{4}$/, '')))
  if (channels.length > 1 || !lookLikeChannels(bare) || ![...stems].some((name) => masks.has(name)))
    return ''
  return (
    ' If _0000, _0001, … are channels of one case, name them in dataset.json: ' +
    '"channels": ["FLAIR", "T1"].'
  )
}

/** The pictures of a case's image. */
export function imageFiles({
  image,
  channels,
}: Pick<CaseFiles, 'image' | 'channels'>): [string, ...string[]] {
  return channels ? [...channels] : [image]
}

/** The pictures of a folder by their names without extension, sorted. */
export async function listPictures(
  dir: string,
  folder: string,
  passedOver: PassedOver,
): Promise<Map<string, string>> {
  const path = join(dir, folder)
  const entries = await readdir(path).catch((error: unknown) => noFolder(dir, folder, error))
  const files = new Map<string, string>()
  for (const entry of entries.sort(byCodeUnit)) {
    if (!isPictureName(entry)) {
      passedOver.add(`${folder}/`, entry)
      continue
    }
    const name = entry.slice(0, -extname(entry).length).normalize('NFC')
    const twin = files.get(name)
    if (twin !== undefined)
      fail(
        'node',
        `\`${name}\` names two pictures, \`${twin}\` and \`${join(path, entry)}\`: a case needs a ` +
          'name of its own. Remove or rename one.',
      )
    files.set(name, join(path, entry))
  }
  if (files.size === 0 && entries.some(isVolumeName))
    fail(
      'node',
      `\`${path}\` holds volumes, no pictures: training is on slices. Make them by ` +
        '`spad dataset convert --from volumes FOLDER --out NEW`.',
    )
  if (files.size === 0) await noPictures(path, folder === 'images' ? 'image' : 'mask')
  return new Map([...files].sort(([a], [b]) => byCodeUnit(a, b)))
}

/** @throws SpadError that says what lies there instead. */
async function noPictures(path: string, use: PictureUse): Promise<never> {
  const none = `\`${path}\` holds no PNG, JPEG or TIFF`
  const folders = await foldersIn(path)
  if (folders.length > 0)
    fail(
      'node',
      `${none} but folders, ${few(folders)}: pictures must lie right in it, and which of them train, ` +
        `validate and test stands in dataset.json under \`splits\`. ${BY_TABLE}`,
    )
  const others = new PassedOver()
  for (const entry of await readdir(path)) others.add('', entry)
  const [kinds] = others.kinds()
  if (kinds === undefined) fail('node', `${none}: a data set needs pictures there.`)
  return fail('node', `${none} but ${kinds}: a data set needs pictures there. ${saveAdvice(use)}`)
}

/** The folders in a folder, without hidden ones, sorted; none where it cannot be read. */
async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort(byCodeUnit)
}

async function noFolder(dir: string, folder: string, cause: unknown): Promise<never> {
  const found = await stat(dir).catch(() => undefined)
  const layout = 'A data set is a folder with images/ and masks/, files of the same name in both.'
  if (!found) fail('node', `\`${dir}\` does not exist. ${layout}`, cause)
  if (!found.isDirectory()) fail('node', `\`${dir}\` is not a folder. ${layout}`, cause)
  const inside = await stat(join(dir, folder)).catch(() => undefined)
  if (inside?.isDirectory()) throw explainIo(cause, join(dir, folder), 'read')
  const others = (await foldersIn(dir)).filter((name) => name !== 'images' && name !== 'raters')
  const instead = others.length > 0 ? ` Here lie ${few(others)}. ${BY_TABLE}` : ''
  return fail('node', `\`${dir}\` has no folder \`${folder}\`. ${layout}${instead}`, cause)
}

/** The same order on every machine, whatever its language. */
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
