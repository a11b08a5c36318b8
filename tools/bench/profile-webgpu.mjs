// @ts-check
// Where a task spends its time on a graphics card: the card's own milliseconds by kind of shader, and the wall's in all.
//
//   node --import ./tools/from-source.mjs --conditions=@spad/source tools/bench/profile-webgpu.mjs
//     step|forward|spad-step|loss|segmentation|plain-unet [--turns 10] [--tfjs]   (--tfjs: without shaders of our own)
import { parseArgs } from 'node:util'
import {
  backend,
  Conv2DBackpropFilter,
  getKernel,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core'
import { fail, GroupNorm, GroupNormGrad, SoftmaxSums, SoftmaxSumsGrad } from '@spad/core'
import { useBackend } from '@spad/node'
import { told } from '../told.mjs'
import { makers } from './tasks.mjs'

/** @typedef {{ name: string, query: Promise<number> }} Timer */
/** @typedef {{ activeTimers: Timer[] | null, supportTimestampQuery: boolean }} Webgpu */

await told('bench', main)
process.exit()

async function main() {
  const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      turns: { type: 'string', default: '10' },
      tfjs: { type: 'boolean', default: false },
    },
  })
  const [task = 'step'] = positionals
  const turns = Number(options.turns)
  const make = makers[/** @type {keyof typeof makers} */ (task)]
  if (!make)
    return fail(
      'bench',
      `\`task\` is ${task}: it must be one of ${Object.keys(makers).join(', ')}.`,
    )

  const before = await tfjsOwn()
  const { device } = await useBackend('webgpu')
  if (options.tfjs) takeOursAway(before)
  const card = /** @type {Webgpu} */ (/** @type {unknown} */ (backend()))
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
  const rows = [...spent].sort(([, a], [, b]) => b[0] - a[0] || b[1] - a[1])
  const inAll = rows.reduce((sum, [, [time]]) => sum + time, 0)
  /** @param {number} time @param {number} calls @param {string} name */
  const line = (time, calls, name) =>
    `${time.toFixed(2).padStart(8)} ${String(calls).padStart(7)}  ${name}`
  console.log(`${task} on ${device}\n      ms   calls`)
  for (const [name, [time, calls]] of rows.slice(0, 15)) console.log(line(time, calls, name))
  const clock = card.supportTimestampQuery ? 'by the clock of the card' : 'which has no clock'
  console.log(line(inAll, timers.length, `all, ${clock}`))
  console.log(line(wall, turns, 'by the wall, the mean of as many turns'))
  return 0
}

/** tfjs' own kernel, before it is replaced. Its backend is there only where WebGPU is when it is loaded. */
async function tfjsOwn() {
  const { create, globals } = await import('webgpu')
  Object.assign(globalThis, globals)
  const gpu = { value: create([]), configurable: true }
  if (typeof navigator === 'undefined')
    Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true })
  Object.defineProperty(navigator, 'gpu', gpu)
  await import('@tensorflow/tfjs-backend-webgpu')
  return getKernel(Conv2DBackpropFilter, 'webgpu')
}

/** @param {import('@tensorflow/tfjs-core').KernelConfig} before */
function takeOursAway(before) {
  for (const name of [Conv2DBackpropFilter, GroupNorm, GroupNormGrad, SoftmaxSums, SoftmaxSumsGrad])
    unregisterKernel(name, 'webgpu')
  registerKernel(before)
}
