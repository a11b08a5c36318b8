// @ts-check
// Who takes part: a command, the tasks it can do under the measurements' names, and what it is called there.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fileMeasurements, passMeasurements, turnsOfFiles, turnsOfPasses } from './inference.mjs'

/**
 * @typedef {object} Contestant
 * @property {string[] | (() => string[])} command throws where it cannot start
 * @property {true} [byName] takes part only where `--who` names it
 * @property {string} [prepare] what it is asked first
 * @property {Record<string, { who: string, task: string }[]>} turns by measurement
 */

/**
 * @typedef {object} Measurement
 * @property {string} title
 * @property {string} [agree] what must agree among those who take part
 * @property {number} [every] how many rounds pass between two turns
 * @property {(who: string) => string[]} peers whom a contestant is measured by
 */

/** A file of this folder. */
export const here = (/** @type {string} */ file) => fileURLToPath(new URL(file, import.meta.url))

/** A command that runs a file with this project's sources. */
export const fromSource = (/** @type {string[]} */ ...args) => [
  process.execPath,
  '--import',
  new URL('../from-source.mjs', import.meta.url).href,
  '--conditions=@spad/source',
  ...args,
]

const onTfjs = (/** @type {string} */ backend) => fromSource(here('worker.mjs'), backend)

/** @param {string} backend @returns {Contestant} */
const tfjs = (backend) => ({
  command: onTfjs(backend),
  turns: {
    step: [{ who: backend, task: 'step' }],
    forward: [{ who: backend, task: 'forward' }],
    'spad-step': [{ who: backend, task: 'spad-step' }],
    loss: [
      { who: backend, task: 'loss' },
      { who: `${backend}, every pixel alike`, task: 'even-loss' },
    ],
    segmentation: [
      { who: backend, task: 'segmentation' },
      { who: `${backend}, one pass of the plain U-Net`, task: 'plain-unet' },
    ],
    ...turnsOfPasses(backend),
    ...turnsOfFiles(backend),
  },
})

/**
 * The step of wasm, dealt out to as many threads as the others may use.
 *
 * @param {number} threads @param {string} [backend] @returns {Contestant}
 */
const wasmWorkers = (threads, backend = 'wasm') => ({
  command: () => {
    if (threads === 1) throw new Error('give the threads that share a step with --threads')
    return onTfjs(backend)
  },
  turns: { step: [{ who: `${backend}, ${threads} workers`, task: 'shared-step' }] },
})

/** @param {string} who */
const unrelaxed = (who) => (who.startsWith('wasm-relaxed') ? [who.replace('-relaxed', '')] : [])

/** @param {string} name */
function checkInstalled(name) {
  if (!existsSync(here(`node_modules/${name}`)))
    throw new Error('run `npm i --ignore-scripts` in tools/bench')
}

/**
 * Onnxruntime on the network that PyTorch exported.
 *
 * @param {string} name @param {string} file @returns {Contestant}
 */
const onnx = (name, file) => ({
  command: () => {
    checkInstalled(name)
    return [process.execPath, here('worker-ort.mjs'), name, file]
  },
  turns: { forward: [{ who: name, task: 'forward' }] },
})

/**
 * Onnxruntime on our networks as we export them.
 *
 * @param {string} name @returns {Contestant}
 */
const onnxOfOurs = (name) => ({
  command: () => {
    checkInstalled(name)
    return fromSource(here('worker-ort-inference.mjs'), name)
  },
  turns: turnsOfPasses(name),
})

const layouts = ['channels-first', 'channels-last']
const torchTurns = (/** @type {string} */ task, who = 'PyTorch', all = [...layouts, 'compiled']) =>
  all.map((layout) => ({ who: `${who}, ${layout}`, task: `${task} ${layout}` }))

/**
 * All contestants by name.
 *
 * @param {string | undefined} python A Python with torch and onnx, or `undefined`.
 * @param {string} exported Where PyTorch puts the network for onnxruntime.
 * @param {number} threads How many everybody may use.
 * @returns {Record<string, Contestant>}
 */
export function contestants(python, exported, threads) {
  const script =
    (/** @type {string} */ file, /** @type {string[]} */ ...args) =>
    () => {
      if (!python) throw new Error('give a Python that has torch with --python')
      return [python, '-W', 'ignore', here(file), ...args]
    }
  return {
    wasm: tfjs('wasm'),
    'wasm workers': wasmWorkers(threads),
    'wasm-relaxed': { ...tfjs('wasm-relaxed'), byName: true },
    'wasm-relaxed workers': { ...wasmWorkers(threads, 'wasm-relaxed'), byName: true },
    native: tfjs('native'),
    webgpu: tfjs('webgpu'),
    cuda: tfjs('cuda'),
    PyTorch: {
      command: script('reference.py'),
      prepare: `export ${exported}`,
      turns: { step: torchTurns('step'), forward: torchTurns('forward') },
    },
    'PyTorch on CUDA': {
      command: script('reference.py', 'cuda'),
      turns: { step: onCuda('step'), forward: onCuda('forward') },
    },
    'onnxruntime-web': onnx('onnxruntime-web', exported),
    'onnxruntime-node': onnx('onnxruntime-node', exported),
    'onnxruntime-web on our networks': onnxOfOurs('onnxruntime-web'),
    'onnxruntime-node on our networks': onnxOfOurs('onnxruntime-node'),
    'med-seg-diff-pytorch': {
      command: script('med_seg_diff.py'),
      turns: { segmentation: [{ who: 'med-seg-diff-pytorch, one step', task: 'step' }] },
    },
  }
}

const onCuda = (/** @type {string} */ task) => torchTurns(task, 'PyTorch on CUDA', layouts)
const torch = [...torchTurns(''), ...onCuda('')].map(({ who }) => who)

/** What is measured, by name. @type {Record<string, Measurement>} */
export const measurements = {
  step: {
    title: 'Reference training step',
    agree: 'losses',
    peers: (who) => [...unrelaxed(who), ...torch],
  },
  forward: {
    title: 'Reference forward pass',
    agree: 'logits',
    peers: (who) => [...unrelaxed(who), ...torch, 'onnxruntime-node', 'onnxruntime-web'],
  },
  'spad-step': {
    title: 'SPAD small training step, 128×192, batch 8',
    every: 2,
    peers: unrelaxed,
  },
  loss: {
    title: "The recipe's loss and its gradient, 96×192, six classes, batch 8",
    peers: (who) => [`${who}, every pixel alike`],
  },
  segmentation: {
    title: 'Segmentation of 256×256 in 5 steps, mask recipe, small',
    every: 4,
    peers: (who) => [
      ...unrelaxed(who),
      `${who}, one pass of the plain U-Net`,
      'med-seg-diff-pytorch, one step',
    ],
  },
  ...passMeasurements,
  ...fileMeasurements,
}

/** Several measurements under one name. @type {Record<string, string[]>} */
export const groups = {
  inference: [...Object.keys(passMeasurements), ...Object.keys(fileMeasurements)],
}
