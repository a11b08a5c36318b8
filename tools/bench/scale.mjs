// @ts-check
// Trains for one epoch over a folder of many images and watches memory, tensors and how long steps wait for images.
//
//   node --expose-gc --import ./tools/from-source.mjs --conditions=@spad/source tools/bench/scale.mjs [options]
//
//   --images   how many there are; a few hundred are drawn, the others are copies of them (10000)
//   --size     their sides, in pixels (64)
//   --at       the sides that the network works at (32)
//   --preset   tiny, small or base (tiny)
//   --batch    images a step (8)
//   --backend  as in `spad train` (wasm)
//   --cache    MiB of images that stay in memory (16)
//   --threads  that read; 0: the one that computes (1)
//
// It prints one line of JSON: memory at the end of the first quarter and at the end, the slope in between, and the share
// of the time that steps waited, from the second step on.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { memory } from '@tensorflow/tfjs-core'
import { train } from '@spad/core'
import { makePhantoms, phantomClasses } from '@spad/core/phantoms'
import { createModel, recipe } from '@spad/models'
import { encodeLabelMap, encodePng, openDataset, readInThreads, useBackend } from '@spad/node'

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '10000' },
    size: { type: 'string', default: '64' },
    at: { type: 'string', default: '32' },
    preset: { type: 'string', default: 'tiny' },
    batch: { type: 'string', default: '8' },
    backend: { type: 'string', default: 'wasm' },
    cache: { type: 'string', default: '16' },
    threads: { type: 'string', default: '1' },
  },
})
const number = (/** @type {keyof typeof options} */ name) => Number(options[name])
const dir = mkdtempSync(join(tmpdir(), 'scale-'))
try {
  await writeImages(dir, number('images'), number('size'))
  console.log(JSON.stringify({ ...options, ...(await epoch(dir)) }))
} finally {
  rmSync(dir, { recursive: true })
}

/**
 * A folder as `spad train` reads it.
 *
 * @param {string} dir @param {number} count @param {number} side
 */
async function writeImages(dir, count, side) {
  const classes = phantomClasses('chest')
  const labels = Object.fromEntries(classes.map(({ name, value }) => [name, value]))
  const names = Array.from({ length: count }, (_, i) => `p${i}`)
  mkdirSync(join(dir, 'images'))
  mkdirSync(join(dir, 'masks'))
  writeFileSync(
    join(dir, 'dataset.json'),
    JSON.stringify({ labels, splits: { train: names, val: [], test: [] } }),
  )
  const drawn = makePhantoms({ kind: 'chest', count: Math.min(count, 200), size: [side, side] })
  for (const [i, name] of names.entries()) {
    const file = (/** @type {string} */ kind, /** @type {string | undefined} */ of) =>
      join(dir, kind, `${of}.png`)
    const phantom = drawn[i]
    if (phantom) {
      writeFileSync(file('images', name), await encodePng(phantom.image))
      writeFileSync(file('masks', name), await encodeLabelMap(phantom.labels, classes))
    } else
      for (const kind of ['images', 'masks'])
        copyFileSync(file(kind, names[i % drawn.length]), file(kind, name))
  }
}

/** @param {string} dir */
async function epoch(dir) {
  const { name } = await useBackend(options.backend)
  const folder = await openDataset(dir)
  const [height, width] = [number('at'), number('at')]
  const threads =
    number('threads') > 0
      ? readInThreads(folder, { size: { height, width }, threads: number('threads') })
      : undefined
  const data = (threads ?? folder).subset('train')
  const { channels, classes } = data
  const preset = /** @type {import('@spad/models').PresetName} */ (options.preset)
  const size = { height, width, channels, classes, preset }
  const steps = Math.floor(number('images') / number('batch'))
  const { config, options: recipeOptions } = recipe('spad', { ...size, steps })
  const model = createModel(config)
  const points = []
  let waited = 0
  let started = 0
  const events = train(model, data, {
    ...recipeOptions,
    batchSize: number('batch'),
    // every image once, in an order of its own
    balance: 0,
    cacheBytes: number('cache') * 2 ** 20,
  })
  for await (const event of events) {
    // the first step also waits for the threads to start
    if (event.step === 1) started = performance.now()
    else waited += event.waited
    if (event.step % Math.ceil(steps / 100) === 0) points.push(point(event.step))
  }
  const milliseconds = performance.now() - started
  await threads?.stop()
  const late = points.slice(Math.floor(points.length / 4))
  const ends = [late[0], late.at(-1)]
  return {
    ...{ backend: name, steps, seconds: round(milliseconds / 1000) },
    msPerStep: round(milliseconds / (steps - 1)),
    waitedShare: round(waited / milliseconds),
    rssMiB: ends.map((one) => round(one?.rss ?? NaN)),
    rssSlopeMiBPer1000Images: round((1000 * slope(late, 'rss')) / number('batch')),
    heapMiB: ends.map((one) => round(one?.heap ?? NaN)),
    tensors: [
      Math.min(...late.map((one) => one.tensors)),
      Math.max(...late.map((one) => one.tensors)),
    ],
    node: process.version,
  }
}

/** @param {number} step */
function point(step) {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  return { step, rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20, tensors: memory().numTensors }
}

/** @typedef {ReturnType<typeof point>} Point */

/** Of the line that fits best. @param {readonly Point[]} points @param {keyof Point} key */
function slope(points, key) {
  const mean = (/** @type {keyof Point} */ of) =>
    points.reduce((sum, one) => sum + one[of], 0) / points.length
  const [x, y] = [mean('step'), mean(key)]
  const both = points.reduce((sum, one) => sum + (one.step - x) * (one[key] - y), 0)
  return both / points.reduce((sum, one) => sum + (one.step - x) ** 2, 0)
}

/** @param {number} value */
function round(value) {
  return Number(value.toPrecision(3))
}
