import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { amount, fail } from '@spad/core'
import { glob, isDynamicPattern } from 'tinyglobby'
import { gatherChannels } from '../data/channel-files.js'
import { isPictureName } from '../data/list-cases.js'
import { PassedOver } from '../data/passed-over.js'
import { readPngText } from '../images/png-text.js'
import { exists } from '../files/atomic.js'
import { bareAddress, isS3, parseS3 } from '../s3/address.js'
import { findInS3 } from '../s3/find-in-s3.js'
import { markInS3 } from '../s3/results.js'
import { MARK } from './mark.js'

/** One image to segment. */
export interface Input {
  /** Of several channels the first one's. */
  readonly file: string
  /** Where each channel has a file of its own, these. */
  readonly channels?: readonly [string, ...string[]]
  /** What its results are named by: the file's name without its ending. */
  readonly name: string
}

/** What was found, and what was left out. */
export interface FoundInputs {
  readonly inputs: readonly Input[]
  /** Sentences on what was passed over. */
  readonly notes: readonly string[]
}

/**
 * Finds images by files, folders (their own images, not those of folders in them) and globs, files and folders
 * in S3 too: s3://BUCKET/FOLDER/.
 *
 * In folders and globs, hidden files and results of `spad segment` are passed over, by their marks.
 *
 * @throws SpadError if something does not exist, holds no image, or two images have one name.
 */
export async function findInputs(given: readonly string[]): Promise<FoundInputs> {
  const files: string[] = []
  const passedOver = new PassedOver()
  let results = 0
  for (const one of given) {
    const { named, listed } = await (isS3(one) ? findInS3 : expand)(one, passedOver)
    const own = await Promise.all(listed.map(isResult))
    results += own.filter(Boolean).length
    files.push(...named, ...listed.filter((_, i) => own[i] !== true))
  }
  const places = files.map((file) => (isS3(file) ? file : resolve(file)))
  const inputs = [...new Set(places)].map((file) => ({ file, name: nameOf(file) }))
  if (inputs.length === 0)
    fail('node', `there is no image but results of spad segment in ${given.join(', ')}.`)
  refuseSameNames(inputs)
  const notes = passedOver.sentences()
  if (results > 0) notes.push(`passed over: ${amount(results, 'result')} of spad segment`)
  return { inputs, notes }
}

/** A file's name without its ending. */
function nameOf(place: string): string {
  const file = isS3(place) ? parseS3(place).key : place
  return basename(file, extname(file))
}

/**
 * The inputs of a model whose channels are files of their own, `CASE_0000`, `CASE_0001`, …: one for each case.
 *
 * @param channels What the channels are called; where there is at most one, inputs stay as they are.
 * @throws SpadError if a name is no channel's, or a case lacks one.
 */
export function byChannels(files: readonly Input[], channels: readonly string[]): readonly Input[] {
  if (channels.length < 2 || files.length === 0) return files
  const byName = new Map(files.map(({ file, name }) => [name, file]))
  const where = [...new Set(files.map(({ file }) => dirname(file)))].join(', ')
  return gatherChannels(byName, channels, where).map((one) => ({
    name: one.name,
    file: one.channels[0],
    channels: one.channels,
  }))
}

interface Expanded {
  /** Files that were named themselves. */
  readonly named: readonly string[]
  /** Files that a folder or a glob holds. */
  readonly listed: readonly string[]
}

async function expand(given: string, passedOver: PassedOver): Promise<Expanded> {
  if (await exists(given)) {
    if (!(await stat(given)).isDirectory()) return { named: [given], listed: [] }
    const all = (await readdir(given, { withFileTypes: true })).filter((one) => !one.isDirectory())
    const names = all
      .map(({ name }) => name)
      .filter(isPictureName)
      .sort()
    for (const { name } of all) if (!isPictureName(name)) passedOver.add(given, name)
    if (names.length === 0)
      fail('node', `\`${given}\` holds no PNG, JPEG or TIFF: a folder of images was expected.`)
    return { named: [], listed: names.map((name) => join(given, name)) }
  }
  if (!isDynamicPattern(given))
    fail('node', `\`${given}\` does not exist: give images, folders or a glob in quotes.`)
  const all = await glob(given, { expandDirectories: false })
  const found = all.filter((name) => isPictureName(basename(name)))
  if (found.length === 0) fail('node', `\`${given}\` matches no PNG, JPEG or TIFF.`)
  return { named: [], listed: found.sort() }
}

/** What the names of results end with. */
export const RESULT =
  /_(labels|overlay|uncertainty|band|sample-\d{2,}|(probability|share)(_.+)?)\.png$/

/** Whether a file is a result: it bears the mark, or the label map of its name does. */
async function isResult(file: string): Promise<boolean> {
  const name = basename(file)
  if (isS3(file)) return await isResultInS3(file)
  if (!RESULT.test(name)) return false
  const labels = join(dirname(file), name.replace(RESULT, '_labels.png'))
  for (const one of new Set([file, labels]))
    if ((await exists(one)) && (await readPngText(one, MARK)) !== undefined) return true
  return false
}

/** Each result in S3 bears the mark. */
async function isResultInS3(address: string): Promise<boolean> {
  const place = bareAddress(address)
  return RESULT.test(place) && (await markInS3(place)) !== undefined
}

function refuseSameNames(inputs: readonly Input[]): void {
  const seen = new Map<string, string>()
  for (const { file, name } of inputs) {
    const other = seen.get(name)
    if (other !== undefined)
      fail(
        'node',
        `\`${other}\` and \`${file}\` have one name: their results would overwrite each other. ` +
          'Segment them with another `--out` each.',
      )
    seen.set(name, file)
  }
}
