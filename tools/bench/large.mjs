// @ts-check
// From the file of a large picture to that of its label map, whole and by parts, and what a million of them cost.
//
//   npm run bench -- --only large [--short] [--side 2048] [--out FILE.json]
//
// A phantom as PNG and as JPEG by `cxr-lungs` on native TensorFlow, or wasm where that is missing, in one thread. CPU
// counts, since other work on the machine does not change it; the wall's times stand beside it. A million: `spad segment`
// over many and over few such files, in processes of their own, so that their start drops out.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { prepareImage, segmentLabels } from '@spad/core'
import { makePhantoms } from '@spad/core/phantoms'
import { encodeLabelMap, encodePng, loadModelFrom, readImage, useBackend } from '@spad/node'
import sharp from 'sharp'
import { segmentFile } from '../../packages/node/src/segmenting/segment-file.js'
import { fromSource, here } from './contestants.mjs'
import { spreadOf } from './statistics.mjs'

const MODEL = 'cxr-lungs'

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    side: { type: 'string', default: '2048' },
    out: { type: 'string' },
  },
})
const side = Number(options.side)
const rounds = options.short ? 5 : 20
const backend = await useBackend('native', { threads: 1 }).catch(() => useBackend('wasm'))
const dir = mkdtempSync(join(tmpdir(), 'spad-large-'))
try {
  const results = { backend: backend.name, side, ...(await ways()), ...(await million()) }
  for (const [name, value] of Object.entries(results)) console.log(name, JSON.stringify(value))
  if (options.out) writeFileSync(options.out, `${JSON.stringify(results, undefined, 2)}\n`)
} finally {
  rmSync(dir, { recursive: true })
}
process.exit(0)

/** Each way and part in turns, round by round. */
async function ways() {
  const { model } = await loadModelFrom(MODEL)
  const files = await writePictures()
  const { height, width } = model.preprocessing
  const image = await readImage(files.png, { channels: 1 })
  const labels = await segmentLabels(model, image)
  const small = { data: image.data.slice(0, height * width), height, width, channels: 1 }
  const whole = (/** @type {string} */ file) => () =>
    segmentFile(
      model,
      { file, name: 'picture' },
      { labels: join(dir, 'out', 'labels.png'), probabilities: new Map() },
      {},
    )
  const tasks = {
    'PNG to label map': whole(files.png),
    'JPEG to label map': whole(files.jpeg),
    'PNG to pixels': () => readImage(files.png, { channels: 1 }),
    'JPEG to pixels': () => readImage(files.jpeg, { channels: 1 }),
    'pixels to labels': () => segmentLabels(model, image),
    'of it, shrinking': () => prepareImage(image, model.preprocessing),
    'of it, the network': () => segmentLabels(model, small),
    'labels to PNG': () => encodeLabelMap(labels, model.classes),
  }
  for (const task of Object.values(tasks)) for (let i = 0; i < 3; i++) await task()
  /** @type {Record<string, { cpu: number, wall: number }[]>} */
  const times = {}
  for (let round = 0; round < rounds; round++)
    for (const [name, task] of Object.entries(tasks)) (times[name] ??= []).push(await timed(task))
  return Object.fromEntries(
    Object.entries(times).map(([name, list]) => [
      name,
      { cpu: spreadOf(list.map(({ cpu }) => cpu)), wall: spreadOf(list.map(({ wall }) => wall)) },
    ]),
  )
}

async function writePictures() {
  const [phantom] = makePhantoms({ kind: 'chest', count: 1, size: [side, side] })
  if (!phantom) throw new Error('there is no phantom')
  const files = { png: join(dir, 'picture.png'), jpeg: join(dir, 'picture.jpg') }
  const png = await encodePng(phantom.image)
  writeFileSync(files.png, png)
  writeFileSync(files.jpeg, await sharp(png).toColourspace('b-w').jpeg({ quality: 90 }).toBuffer())
  return files
}

/** @param {() => Promise<unknown> | unknown} task */
async function timed(task) {
  const [start, before] = [performance.now(), process.cpuUsage()]
  await task()
  const { user, system } = process.cpuUsage(before)
  return { wall: performance.now() - start, cpu: (user + system) / 1000 }
}

/** Core-hours for a million files, by what more files take more. */
async function million() {
  const [few, many] = options.short ? [4, 16] : [8, 72]
  const found = []
  for (const kind of ['png', 'jpg'])
    found.push([
      `a million, ${kind}, core-hours`,
      Number(
        (((await cpuOf(kind, many)) - (await cpuOf(kind, few))) / (many - few) / 0.0036).toFixed(1),
      ),
    ])
  return Object.fromEntries(found)
}

/** Seconds of CPU of `spad segment` over copies of a picture. @param {string} kind @param {number} count */
async function cpuOf(kind, count) {
  const images = join(dir, `${kind}-${count}`)
  mkdirSync(images)
  const bytes = readFileSync(join(dir, `picture.${kind}`))
  for (let i = 0; i < count; i++) writeFileSync(join(images, `picture-${i}.${kind}`), bytes)
  const [program = '', ...args] = fromSource(
    here('../../packages/node/tests/cli/spad.ts'),
    ...['segment', '--model', MODEL, '--out', join(dir, `results-${kind}-${count}`)],
    ...['--backend', backend.name, ...(backend.name === 'native' ? ['--threads', '1'] : [])],
    images,
  )
  const companion = `--import=${new URL('../study/companion.mjs', import.meta.url).href}`
  const child = spawn(program, [companion, ...args], {
    env: { ...process.env, TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'ipc'],
  })
  let cpu = ''
  child.stdio[3]?.on('data', (/** @type {Buffer} */ text) => (cpu += text.toString()))
  const status = await new Promise((settle) => child.on('close', settle))
  if (status !== 0) throw new Error(`spad segment ended with ${status}`)
  return Number(cpu)
}
