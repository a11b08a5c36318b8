// @ts-check
// Where a task spends its time on a graphics card: the card's own milliseconds by kind of shader, and the wall's in all.
//
//   node --import ./tools/from-source.mjs --conditions=@spad/source tools/bench/profile-webgpu.mjs
//     step|forward|spad-step|loss|segmentation|plain-unet [--turns 10] [--tfjs]   (--tfjs: without shaders of our own)
import { parseArgs } from 'node:util'
import {
  backend,
  Conv2DBackpropFilter,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core'
import { useBackend } from '@spad/node'
import { makers } from './tasks.mjs'

/** @typedef {{ name: string, query: Promise<number> }} Timer */
/** @typedef {{ activeTimers: Timer[] | null, supportTimestampQuery: boolean }} Webgpu */

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { turns: { type: 'string', default: '10' }, tfjs: { type: 'boolean', default: false } },
})
const [task = 'step'] = positionals
const turns = Number(options.turns)
const make = makers[/** @type {keyof typeof makers} */ (task)]
if (!make) {
  console.error(`bench: \`task\` is ${task}: it must be one of ${Object.keys(makers).join(', ')}.`)
  process.exit(2)
}

const { device } = await useBackend('webgpu')
if (options.tfjs) {
  const path = '@tensorflow/tfjs-backend-webgpu/dist/kernels/Conv2DBackpropFilter.js'
  const { conv2DBackpropFilterConfig } = await import(path)
  unregisterKernel(Conv2DBackpropFilter, 'webgpu')
  registerKernel(conv2DBackpropFilterConfig)
}
const card = /** @type {Webgpu} */ (/** @type {unknown} */ (backend()))
if (!card.supportTimestampQuery) {
  console.error(`bench: ${device} has no clock of its own (timestamp queries): use another card.`)
  process.exit(2)
}

const run = await make()
for (let i = 0; i < 3; i++) await run()
const start = performance.now()
for (let i = 0; i < turns; i++) await run()
const wall = (performance.now() - start) / turns

// tfjs then times each shader by itself
card.activeTimers = []
await run()
const timers = card.activeTimers.flat()
card.activeTimers = null
/** Milliseconds and calls by kind of shader. @type {Map<string, [number, number]>} */
const spent = new Map()
for (const { name, query } of timers) {
  // a program of our own is a plain object
  const kind = name === 'Object' ? 'our own' : name
  const [time, calls] = spent.get(kind) ?? [0, 0]
  spent.set(kind, [time + (await query), calls + 1])
}
const rows = [...spent].sort(([, a], [, b]) => b[0] - a[0])
const inAll = rows.reduce((sum, [, [time]]) => sum + time, 0)
/** @param {number} time @param {number} calls @param {string} name */
const line = (time, calls, name) =>
  `${time.toFixed(2).padStart(8)} ${String(calls).padStart(7)}  ${name}`
console.log(`${task} on ${device}\n      ms   calls`)
for (const [name, [time, calls]] of rows.slice(0, 15)) console.log(line(time, calls, name))
console.log(line(inAll, timers.length, 'all, by the clock of the card'))
console.log(line(wall, turns, 'by the wall, the mean of as many turns'))
process.exit(0)
