// @ts-check
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fail, wordsOf } from '@spad/core'
import { loadParts, openDataset, resolveTraining } from '@spad/node'
import { alterations } from './data/alterations.mjs'
import { contentOf, sourcesOf } from './content.mjs'
import { alteredFolder, foldFolder, writePhantoms } from './folders.mjs'
import { merge, wholeVariant } from './plan.mjs'

/** @typedef {import('./plan.mjs').Plan} Plan */

/**
 * One line to make: a variant, trained on a set in a regime with a seed, and scored.
 *
 * @typedef {object} Unit
 * @property {string} set
 * @property {'forward' | 'reverse'} fold
 * @property {string} variant
 * @property {string} regime
 * @property {number} seed
 * @property {'val' | 'test'} split
 * @property {number} steps
 * @property {string} config digest of all that decides the figures but seed and code
 * @property {string} training digest of what decides the weights: units that share it share a model
 * @property {Record<string, unknown>} options of `spad train`, with nothing left open
 * @property {{ steps: number, ensemble: number | 'model', postprocess: boolean, samples?: number | undefined }} inference
 * @property {(name: string) => string} group whose image a case is
 * @property {() => Promise<string>} trainOn makes the folder to train on, if it is not there
 * @property {() => Promise<string>} scoreOn makes the folder to be scored on
 */

/**
 * @typedef {object} Choice
 * @property {readonly string[]} sets
 * @property {readonly string[]} variants
 * @property {readonly string[]} regimes
 * @property {readonly number[]} seeds
 * @property {'val' | 'test'} split
 * @property {number} [budget] share of each set's steps
 */

/**
 * Every unit of a choice, checked: a wrong option in any variant shows here and not after hours. The
 * order is seeds, sets, regimes, variants: after the first seed there is a whole table.
 *
 * @param {Plan} plan
 * @param {Choice} choice
 * @param {{ data?: string | undefined, work: string }} places where the sets lie, and where to build
 * @returns {Promise<Unit[]>}
 */
export async function listUnits(plan, choice, places) {
  const sets = await Promise.all(choice.sets.map((set) => openFolds(plan, set, places)))
  const variants = await Promise.all(
    choice.variants.map(async (name) => {
      const whole = wholeVariant(plan, name)
      const parts = whole.parts === undefined ? undefined : resolve(plan.dir, whole.parts)
      const source = parts === undefined ? undefined : await sourcesOf(parts)
      return { name, whole, parts, source, table: await loadParts(parts) }
    }),
  )
  return choice.seeds.flatMap((seed) =>
    sets
      .flat()
      .flatMap((place) =>
        choice.regimes.flatMap((regime) =>
          variants.map((variant) => unitOf(plan, choice, place, variant, regime, seed)),
        ),
      ),
  )
}

/** @typedef {{ set: string, fold: 'forward' | 'reverse', dir: string, data: import('@spad/node').FolderDataset, content: string, group: (name: string) => string }} Place */
/** @typedef {{ name: string, whole: ReturnType<typeof wholeVariant>, parts: string | undefined, source: [string, string][] | undefined, table: Awaited<ReturnType<typeof loadParts>> }} Variant */

/** @param {Plan} plan @param {Choice} choice @param {Place} place @param {Variant} variant @param {string} regime @param {number} seed @returns {Unit} */
function unitOf(plan, choice, place, { name, whole, parts, source, table }, regime, seed) {
  const { set, fold, dir, data, content, group } = place
  const given = merge(merge(plan.options, plan.sets[set]?.options ?? {}), whole.options)
  const resolved = resolveFor(given, data, table, `variants.${name} on ${set}`)
  const steps = Math.max(1, Math.round(resolved.steps * (choice.budget ?? 1)))
  const budgeted =
    choice.budget === undefined || choice.budget === 1
      ? resolved
      : resolveFor({ ...given, steps }, data, table, `variants.${name} on ${set}`)
  const options = { ...budgeted, report: false, ...(parts === undefined ? {} : { parts }) }
  const changes = plan.regimes[regime] ?? fail('study', `there is no regime "${regime}".`)
  const about = { options: withoutPlaces(options), source, data: caseDigest(data), content, fold }
  const training = digest({ ...about, seed, train: changes.train })
  const passes = whole.inference?.samples === undefined ? 1 : 10
  const inference = { steps: passes, ensemble: 1, postprocess: true, ...whole.inference }
  const config = digest({
    ...about,
    changes: [changes.train, changes.test],
    inference,
    split: choice.split,
  })
  const altered = (/** @type {'train' | 'test'} */ part, /** @type {number} */ number) =>
    changes[part].length === 0
      ? Promise.resolve(dir)
      : alteredOf(dir, data, changes[part], part, number, group)
  return {
    ...{ set, fold, variant: name, regime, seed, split: choice.split, steps, config, training },
    ...{ options, inference, group },
    trainOn: () => altered('train', seed),
    // the same pictures for every seed, so that cases can be compared over seeds
    scoreOn: () => altered('test', 0),
  }
}

/** @param {Record<string, unknown>} given @param {import('@spad/node').FolderDataset} data @param {Variant['table']} table @param {string} who */
function resolveFor(given, data, table, who) {
  try {
    return resolveTraining({ data: 'data', out: 'out', ...given, threads: 1 }, data, table)
  } catch (error) {
    return fail('study', `\`${who}\`: ${wordsOf(error)}`, error)
  }
}

/** @param {Record<string, unknown>} options */
function withoutPlaces(options) {
  const places = ['data', 'out', 'backend', 'threads', 'cache', 'parts', 'report', 'tensorboard']
  const free = [...places, 'seed']
  return Object.fromEntries(Object.entries(options).filter(([key]) => !free.includes(key)))
}

/** @param {import('@spad/node').FolderDataset} data */
function caseDigest({ classes, splits }) {
  return digest({ classes, splits })
}

/** @param {unknown} value */
export function digest(value) {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12)
}

/** @param {Plan} plan @param {string} set @param {{ data?: string | undefined, work: string }} places @returns {Promise<Place[]>} */
async function openFolds(plan, set, places) {
  const { data, phantoms, directions, groupPattern, patients, validate } =
    plan.sets[set] ?? fail('study', `there is no set "${set}".`)
  const folders = join(places.work, 'data')
  let source = ''
  if (phantoms) {
    source = join(folders, `${set}-${digest(phantoms)}`)
    await writePhantoms(source, phantoms)
  } else if (places.data === undefined)
    fail('study', `\`--data\` is missing: \`sets.${set}\` lies below it. Name the folder of sets.`)
  else source = join(places.data, data ?? '')
  /** @type {Place[]} */
  const folds = []
  for (const fold of /** @type {const} */ (['forward', 'reverse'])) {
    if (directions !== 'both' && directions !== fold) continue
    const dir = join(folders, `${set}-${fold}-${digest([resolve(source), groupPattern, validate])}`)
    await foldFolder(dir, source, { fold, groupPattern, validate })
    const group = groupOf(patients ?? groupPatternOf(dir))
    const opened = await openDataset(dir)
    folds.push({ set, fold, dir, data: opened, content: await contentOf(opened), group })
  }
  return folds
}

/** @param {string} dir @returns {unknown} the pattern of a folder's own dataset.json */
function groupPatternOf(dir) {
  return JSON.parse(readFileSync(join(dir, 'dataset.json'), 'utf8')).groupPattern
}

/** Whose image a case is. @param {unknown} pattern @returns {(name: string) => string} */
export function groupOf(pattern) {
  if (typeof pattern !== 'string') return (name) => name
  const whose = new RegExp(pattern)
  return (name) => {
    const match = whose.exec(name)
    return match ? (match[1] ?? match[0]) : name
  }
}

/** @type {Map<string, Promise<void>>} */
const building = new Map()

/**
 * @param {string} dir @param {import('@spad/node').FolderDataset} source
 * @param {readonly Record<string, object>[]} changes @param {'train' | 'test'} part @param {number} seed
 * @param {(name: string) => string} group
 */
async function alteredOf(dir, source, changes, part, seed, group) {
  const made = changes.map((change) => {
    const [[name, options] = ['', {}]] = Object.entries(change)
    const { make } = alterations[/** @type {keyof typeof alterations} */ (name)]
    return { name, alteration: make(/** @type {any} */ (options)) }
  })
  const all = made.map(({ alteration }) => alteration)
  // fewer labels, but every one of the validation cases: which model is kept is no question of luck
  const val = made.flatMap(({ name, alteration }) => (name === 'keep' ? [] : [alteration]))
  const what = part === 'train' ? { train: all, val, test: [] } : { train: [], val: all, test: all }
  const folder = `${dir}-${digest([changes, part, seed])}`
  // units that run side by side may want the same folder
  const work = building.get(folder) ?? alteredFolder(folder, source, what, { seed, group })
  building.set(folder, work)
  await work
  return folder
}
