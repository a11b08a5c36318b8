// @ts-check
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fail } from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { encodeLabelMap, encodePng, openDataset } from '@spad/node'
import { alter } from './data/alter.mjs'

/** @typedef {import('@spad/node').FolderDataset} FolderDataset */
/** @typedef {import('@spad/core').Dataset} Dataset */
/** @typedef {import('./data/alter.mjs').Alteration} Alteration */
/** @typedef {{ train: readonly string[], val: readonly string[], test: readonly string[] }} Splits */

/**
 * Folders that runs train on and are scored on: of links where nothing is changed, so that a run is two
 * plain `spad` commands on data that can be looked at. A folder is moved to its place when it is whole.
 */

/**
 * Made-up cases as a folder; the last fifth is for tests and is scored against the true boundaries.
 *
 * @param {string} dir
 * @param {import('@spad/core/phantoms').PhantomOptions} options
 */
export async function writePhantoms(dir, options) {
  const phantoms = phantomDataset(options)
  const { names } = phantoms
  const test = names.slice(Math.round(0.8 * names.length))
  await build(dir, async (place) => {
    for (const [index, name] of names.entries()) {
      const { image, labels } = await (test.includes(name) ? phantoms.truth : phantoms).read(index)
      await writeFile(place('images', name), await encodePng(image))
      await writeFile(place('masks', name), await encodeLabelMap(labels, phantoms.classes))
    }
    return {
      name: `${options.kind} phantoms`,
      ...labelsOf(phantoms),
      splits: {
        train: names.slice(0, Math.round(0.65 * names.length)),
        val: names.slice(Math.round(0.65 * names.length), Math.round(0.8 * names.length)),
        test,
      },
    }
  })
}

/**
 * One direction of a data set, with every split named. `reverse` trains on the test cases and tests on
 * the rest; its validation cases are chosen anew, by group. `validate` names them instead: a pattern
 * that the training cases are parted by.
 *
 * @param {string} dir
 * @param {string} source
 * @param {{ fold: 'forward' | 'reverse', groupPattern?: string | undefined, validate?: string | undefined }} options
 */
export async function foldFolder(dir, source, { fold, groupPattern, validate }) {
  const whole = await openDataset(source, groupPattern === undefined ? {} : { groupPattern })
  const described = await describe(source)
  const { train, val, test } = whole.splits
  const [own, other] = [[...train, ...val], test]
  const turned =
    fold === 'forward' ? { train, val, test } : /** @type {const} */ ({ train: other, test: own })
  const splits =
    validate === undefined
      ? turned
      : { ...part(fold === 'forward' ? own : other, validate), test: turned.test }
  await build(dir, async (place) => {
    for (const file of whole.files) await linkCase(place, file)
    return {
      ...described,
      ...labelsOf(whole),
      name: whole.name,
      ...(groupPattern === undefined ? {} : { groupPattern }),
      splits,
    }
  })
}

/** @param {readonly string[]} names @param {string} validate */
function part(names, validate) {
  const pattern = new RegExp(validate)
  const val = names.filter((name) => pattern.test(name))
  if (val.length === 0 || val.length === names.length)
    fail(
      'study',
      `\`validate\` is ${validate}: it matches ${val.length} of ${names.length} training cases. ` +
        'It must match some and leave some.',
    )
  return { train: names.filter((name) => !pattern.test(name)), val }
}

/**
 * A folder with altered cases in some splits; the rest are links.
 *
 * @param {string} dir
 * @param {FolderDataset} source one direction, its splits named
 * @param {{ train: readonly Alteration[], val: readonly Alteration[], test: readonly Alteration[] }} what
 * @param {{ seed: number, group: (name: string) => string }} options
 */
export async function alteredFolder(dir, source, what, options) {
  const described = await describe(source.dir)
  const files = new Map(source.files.map((one) => [one.name, one]))
  await build(dir, async (place) => {
    /** @type {Record<string, readonly string[]>} */
    const splits = {}
    for (const split of /** @type {const} */ (['train', 'val', 'test'])) {
      if (source.splits[split].length === 0) continue
      const data = source.subset(split)
      /** @type {import('@spad/core').Sample | undefined} */
      let before
      const watched = {
        ...data,
        read: async (/** @type {number} */ i) => (before = await data.read(i)),
      }
      const changed = alter(what[split], watched, options)
      splits[split] = changed.names
      for (const [index, name] of changed.names.entries()) {
        const file = files.get(name)
        if (!file) continue
        if (what[split].length === 0) await linkCase(place, file)
        else {
          const sample = await changed.read(index)
          await writeCase(place, file, sample, before ?? sample, data.classes)
        }
      }
    }
    return { ...described, splits }
  })
}

/** @typedef {(folder: 'images' | 'masks' | 'raters', name: string, ending?: string) => string} Place */

/** @param {Place} place @param {import('@spad/node').CaseFiles} file */
async function linkCase(place, { image, mask, raters }) {
  await symlink(image, place('images', basename(image), ''))
  await symlink(mask, place('masks', basename(mask), ''))
  if (!raters) return
  const several = raters.coding === 'folders'
  for (const file of several ? raters.files : [raters.file]) {
    const name = several ? join(basename(dirname(file)), basename(file)) : basename(file)
    const link = place('raters', name, '')
    await mkdir(dirname(link), { recursive: true })
    await symlink(file, link)
  }
}

/**
 * What an alteration left alone is the very object that was read, and stays a link.
 *
 * @param {Place} place @param {import('@spad/node').CaseFiles} file
 * @param {import('@spad/core').Sample} sample @param {import('@spad/core').Sample} before
 * @param {Dataset['classes']} classes
 */
async function writeCase(place, file, { name, image, labels }, before, classes) {
  if (image === before.image) await symlink(file.image, place('images', basename(file.image), ''))
  else await writeFile(place('images', name), await encodePng(image))
  if (labels === before.labels) await symlink(file.mask, place('masks', basename(file.mask), ''))
  else await writeFile(place('masks', name), await encodeLabelMap(labels, classes))
}

/** @param {string} dir @param {(place: Place) => Promise<object>} fill returns what dataset.json says */
async function build(dir, fill) {
  if (existsSync(dir)) return
  // several processes may build the same
  await mkdir(dirname(dir), { recursive: true })
  const draft = await mkdtemp(`${dir}.tmp-`)
  await chmod(draft, 0o755)
  for (const folder of ['images', 'masks']) await mkdir(join(draft, folder), { recursive: true })
  const description = await fill((folder, name, ending = '.png') =>
    join(draft, folder, name + ending),
  )
  // altered cases are nobody's but one's
  const { raters, ...rest } = /** @type {Record<string, unknown>} */ (description)
  const said = raters && existsSync(join(draft, 'raters')) ? { ...rest, raters } : rest
  await writeFile(join(draft, 'dataset.json'), `${JSON.stringify(said, undefined, 1)}\n`)
  await rename(draft, dir).catch(async (error) => {
    if (!existsSync(dir)) throw error
    await rm(draft, { recursive: true })
  })
}

/** @param {string} dir @returns {Promise<Record<string, unknown>>} */
async function describe(dir) {
  const file = join(dir, 'dataset.json')
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {}
}

/** @param {Dataset} data */
function labelsOf({ classes }) {
  return {
    labels: Object.fromEntries(classes.map(({ name, value }) => [name, value])),
    colors: Object.fromEntries(classes.map(({ name, color }) => [name, color])),
  }
}
