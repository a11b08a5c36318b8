// @ts-check
// The models that the demo application shows: `ensureModels()` trains, once, what is missing.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, URL } from 'node:url'
import { train } from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { configOfModel, createModel, recipe, saveModel } from '@spad/models'
import { loadModelFrom, useBackend } from '@spad/node'

/** Git leaves it out; the application's server reads it. */
export const modelsFolder = fileURLToPath(new URL('../../packages/web/app/models', import.meta.url))

/** @typedef {{ id: string, title: string, kind: 'oct' | 'chest', recipe: 'spad' | 'mask', steps: number }} Plan */

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
 * @param {{ backend?: Parameters<typeof useBackend>[0], say?: (text: string) => void }} [options]
 */
export async function ensureModels({ backend = 'auto', say = print } = {}) {
  const missing = []
  for (const plan of plans) if (!(await isThere(plan))) missing.push(plan)
  if (missing.length > 0) {
    const { name } = await useBackend(backend)
    say(`Training ${missing.length} small models on phantoms (${name}), once:\n`)
    for (const plan of missing) await make(plan, say)
  }
  return writeIndex(plans.map((plan) => ({ ...plan, note: notes[plan.recipe] })))
}

/** Adds a model of the user's own, a run or a model's folder. @param {string} dir */
export async function addModel(dir) {
  const { model, metadata } = await loadModelFrom(dir)
  const entry = { id: 'yours', title: metadata.data?.name ?? 'Your model', kind: 'yours' }
  await save('yours', model, metadata)
  model.denoiser.dispose()
  const note = 'The model that this page was started with.'
  const index = JSON.parse(await readFile(join(modelsFolder, 'index.json'), 'utf8'))
  await write('index.json', [await describe({ ...entry, note }), ...index])
}

/** @param {Plan} plan @param {(text: string) => void} say */
async function make(plan, say) {
  const [height, width] = sizes[plan.kind]
  const data = phantomDataset({
    kind: plan.kind,
    count: 64,
    seed: 7,
    size: [2 * height, 2 * width],
  })
  const { classes, channels } = data
  const { config, noiseConfig, scheduleConfig, options } = recipe(plan.recipe, {
    ...{ height, width, channels, classes, preset: 'tiny', steps: plan.steps },
  })
  const model = createModel(config, { seed: 1 })
  const started = performance.now()
  for await (const { step } of train(model, data, { ...options, validateEvery: plan.steps })) {
    const share = Math.round((100 * step) / plan.steps)
    const seconds = Math.round((performance.now() - started) / 1000)
    say(`\r  ${plan.id.padEnd(10)} ${String(share).padStart(3)} %  ${seconds} s`)
  }
  say('\n')
  const about = { name: `${plan.kind} phantoms`, licence: 'CC0, made up' }
  await save(plan.id, model, { noise: noiseConfig, schedule: scheduleConfig, data: about, plan })
  model.denoiser.dispose()
}

/** Whole or not at all. @param {string} id @param {Parameters<typeof saveModel>[0]} model @param {Parameters<typeof saveModel>[1]} metadata */
async function save(id, model, metadata) {
  const folder = join(modelsFolder, id)
  const half = `${folder}.half`
  await rm(half, { recursive: true, force: true })
  await mkdir(half, { recursive: true })
  for (const { name, data } of await saveModel(model, metadata, { dtype: 'float16' }))
    await writeFile(join(half, name), data)
  await rm(folder, { recursive: true, force: true })
  await rename(half, folder)
}

/** A model of another plan, an older one, does not count. @param {Plan} plan */
async function isThere(plan) {
  try {
    const { model, metadata } = await loadModelFrom(join(modelsFolder, plan.id))
    model.denoiser.dispose()
    return JSON.stringify(metadata.plan) === JSON.stringify(plan)
  } catch {
    return false
  }
}

/** What the page is told of each. @param {{ id: string, title: string, kind: string, note: string }[]} entries */
async function writeIndex(entries) {
  await write('index.json', await Promise.all(entries.map(describe)))
}

/** @param {{ id: string, title: string, kind: string, note: string }} entry */
async function describe({ id, title, kind, note }) {
  const { model } = await loadModelFrom(join(modelsFolder, id))
  const { preprocessing, classes, diffusion } = configOfModel(model)
  model.denoiser.dispose()
  const size = [preprocessing.height, preprocessing.width]
  return { id, title, kind, note, classes, diffusion, size, bytes: await bytesIn(id) }
}

/** @param {string} id */
async function bytesIn(id) {
  const folder = join(modelsFolder, id)
  const files = await Promise.all((await readdir(folder)).map((name) => stat(join(folder, name))))
  return files.reduce((sum, { size }) => sum + size, 0)
}

/** @param {string} name @param {unknown} value */
async function write(name, value) {
  await writeFile(join(modelsFolder, name), `${JSON.stringify(value, undefined, 2)}\n`)
}

/** @param {string} text */
function print(text) {
  process.stderr.write(text)
}
