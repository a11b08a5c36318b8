// @ts-check
// The models that the demo application shows: `ensureModels()` trains, once, what is missing, and adds those that
// come with spad.
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, URL } from 'node:url'
import { decodeModel, neighboursOf, profileMeter, train } from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { channelNames, createModel, recipe, saveModel, shippedModels } from '@spad/models'
import { useBackend } from '@spad/node'

/** Git leaves it out; the application's server reads it. */
const ownFolder = fileURLToPath(new URL('../../packages/web/app/models', import.meta.url))
const weights = fileURLToPath(new URL('../../packages/models/weights', import.meta.url))

/** @typedef {{ id: string, title: string, kind: 'oct' | 'chest', recipe: 'spad' | 'mask', steps: number }} Plan */
/** @typedef {{ id: string, title: string, kind: string, note: string }} Entry */

/** @type {Plan[]} */
const plans = [
  { id: 'oct-mask', title: 'Mask diffusion', kind: 'oct', recipe: 'mask', steps: 240 },
  { id: 'oct-spad', title: 'One pass', kind: 'oct', recipe: 'spad', steps: 240 },
  { id: 'chest-mask', title: 'Mask diffusion', kind: 'chest', recipe: 'mask', steps: 80 },
  { id: 'chest-spad', title: 'One pass', kind: 'chest', recipe: 'spad', steps: 80 },
]

const notes = {
  mask: 'Starts from a noisy mask and refines it in steps; other seeds give other answers.',
  spad: 'ScD, BcD and PaS in training; one pass from image to mask.',
}

/** Height and width that the networks work at; phantoms are twice as large. */
const sizes = { oct: [96, 128], chest: [96, 96] }

/**
 * Trains the models that are not in the folder yet.
 *
 * @param {object} [options]
 * @param {string} [options.folder] Where they are kept.
 * @param {number} [options.steps] Steps of each training, where its own number would take too long.
 * @param {Parameters<typeof useBackend>[0]} [options.backend]
 * @param {string} [options.mine] A run of `spad train` or a model's folder, to be offered as well.
 */
export async function ensureModels({ folder = ownFolder, steps, backend = 'auto', mine } = {}) {
  const wanted = plans.map((plan) => ({ ...plan, steps: steps ?? plan.steps }))
  const missing = []
  for (const plan of wanted) if (!(await isThere(folder, plan))) missing.push(plan)
  if (missing.length > 0) {
    const { name } = await useBackend(backend)
    say(`Training ${missing.length} small models on phantoms (${name}), once:\n`)
    for (const plan of missing) await make(folder, plan)
  }
  const entries = wanted.map((plan) => ({ ...plan, note: notes[plan.recipe] }))
  const shipped = await Promise.all(
    Object.entries(shippedModels).map(([name, finds]) => offer(folder, name, finds)),
  )
  const all = [...(mine ? [await takeIn(folder, mine)] : []), ...entries, ...shipped]
  const index = await Promise.all(all.map((entry) => describe(folder, entry)))
  await writeFile(join(folder, 'index.json'), `${JSON.stringify(index, undefined, 2)}\n`)
}

/** @param {string} folder @param {Plan} plan */
async function make(folder, plan) {
  const [height = 0, width = 0] = sizes[plan.kind]
  const { kind, id, steps } = plan
  const data = phantomDataset({ kind, count: 64, seed: 7, size: [2 * height, 2 * width] })
  const { classes, channels } = data
  const { config, noiseConfig, scheduleConfig, options } = recipe(plan.recipe, {
    ...{ height, width, channels, classes, preset: 'tiny', steps },
  })
  const model = createModel(config, { seed: 1 })
  const started = performance.now()
  for await (const { step } of train(model, data, { ...options, validateEvery: steps })) {
    const seconds = Math.round((performance.now() - started) / 1000)
    const share = `${Math.round((100 * step) / steps)} %`
    const line = `  ${id.padEnd(10)} ${share.padStart(5)}  ${seconds} s`
    if (step === steps) say(`\r${line}\n`)
    else if (process.stderr.isTTY) say(`\r${line}`)
  }
  const about = { name: `${kind} phantoms`, licence: 'CC0, made up', images: await looksOf(data) }
  const metadata = { noise: noiseConfig, schedule: scheduleConfig, data: about, plan }
  await wholly(join(folder, id), async (half) => {
    for (const { name, data } of await saveModel(model, metadata, { dtype: 'float16' }))
      await writeFile(join(half, name), data)
  })
  model.denoiser.dispose()
}

/** What the images of a data set look like. @param {import('@spad/core').Dataset} data */
async function looksOf(data) {
  const meter = profileMeter()
  for (const index of data.names.keys()) meter.add((await data.read(index)).image)
  return meter.result()
}

/** Copies a model of the user's own. @param {string} folder @param {string} mine @returns {Promise<Entry>} */
async function takeIn(folder, mine) {
  const from = [mine, join(mine, 'model')].find((each) => existsSync(join(each, 'model.json')))
  if (!from) throw new Error(`\`--model\` is ${mine}: it must be a run or a model's folder.`)
  const { metadata } = await read(from)
  await wholly(join(folder, 'yours'), (half) => cp(from, half, { recursive: true }))
  const { name } = /** @type {{ name?: string }} */ (metadata.data ?? {})
  const note = 'The model that this page was started with.'
  return { id: 'yours', title: name ?? 'Your model', kind: 'yours', note }
}

/** Copies a model that comes with spad. @param {string} folder @param {string} name @param {string} finds @returns {Promise<Entry>} */
async function offer(folder, name, finds) {
  await wholly(join(folder, name), (half) => cp(join(weights, name), half, { recursive: true }))
  const title = finds.replace(/^./, (letter) => letter.toUpperCase())
  const note = 'Trained on public data; its card says how far to trust it.'
  return { id: name, title, kind: 'real', note }
}

/** Fills a folder whole or not at all. @param {string} folder @param {(half: string) => Promise<void>} fill */
async function wholly(folder, fill) {
  const half = `${folder}.half`
  await rm(half, { recursive: true, force: true })
  await mkdir(half, { recursive: true })
  await fill(half)
  await rm(folder, { recursive: true, force: true })
  await rename(half, folder)
}

/** A model of another plan, an older one, does not count. @param {string} folder @param {Plan} plan */
async function isThere(folder, plan) {
  if (!existsSync(join(folder, plan.id, 'model.json'))) return false
  const { metadata } = await read(join(folder, plan.id))
  const { images } = /** @type {{ images?: unknown }} */ (metadata.data ?? {})
  return Boolean(images) && JSON.stringify(metadata.plan) === JSON.stringify(plan)
}

/** What the page is told of a model. @param {string} folder @param {Entry} entry */
async function describe(folder, { id, title, kind, note }) {
  const { metadata } = await read(join(folder, id))
  const { preprocessing, classes, diffusion } = /** @type {import('@spad/models').ModelConfig} */ (
    /** @type {unknown} */ (metadata.config)
  )
  const { height, width, channels } = preprocessing
  const { noise, schedule, data } = metadata
  const { images } = /** @type {{ images?: unknown }} */ (data ?? {})
  const about = {
    ...{ id, title, kind, note, classes, channels, diffusion, noise, schedule, images },
    channelNames: channelNames(metadata, { preprocessing }),
    neighbours: neighboursOf(metadata.prepare),
  }
  return { ...about, size: [height, width], bytes: await bytesIn(folder, id) }
}

/** @param {string} dir */
function read(dir) {
  return decodeModel((name) => readFile(join(dir, name)))
}

/** @param {string} folder @param {string} id */
async function bytesIn(folder, id) {
  const files = await readdir(join(folder, id))
  const stats = await Promise.all(files.map((name) => stat(join(folder, id, name))))
  return stats.reduce((sum, { size }) => sum + size, 0)
}

/** @param {string} text */
function say(text) {
  process.stderr.write(text)
}
