// @ts-check
// Where a native task spends its time: CPU time per kind of TensorFlow operation, and what is left for JavaScript.
//
//   node --import tsx --conditions=@spad/source tools/bench/profile.mjs step|forward|spad-step|loss|segmentation|plain-unet
//     [--turns 30] [--threads 1]
import { parseArgs } from 'node:util'
import { backend } from '@tensorflow/tfjs-core'
import { useBackend } from '@spad/node'
import { makers } from './tasks.mjs'

/** @typedef {{ executeOp(name: string, ...rest: unknown[]): unknown }} Binding */
/** @typedef {import('@tensorflow/tfjs-core').KernelBackend & { binding: Binding }} Tensorflow */

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    turns: { type: 'string', default: '30' },
    threads: { type: 'string', default: '1' },
  },
})
const [task = 'step'] = positionals
const turns = Number(options.turns)
const make = makers[/** @type {keyof typeof makers} */ (task)]
if (!make)
  throw new Error(`\`task\` is ${task}: it must be one of ${Object.keys(makers).join(', ')}.`)

await useBackend('native', { threads: Number(options.threads) })
const run = await make()
for (let i = 0; i < 5; i++) await run()

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
/** By operation: milliseconds and calls. @type {Map<string, [number, number]>} */
const spent = new Map()
const tensorflow = /** @type {Tensorflow} */ (backend())
const { binding } = tensorflow
// the binding's own properties are read-only, so it is shadowed
tensorflow.binding = Object.create(binding, {
  executeOp: {
    value: (/** @type {string} */ name, /** @type {unknown[]} */ ...rest) => {
      const before = cpu()
      const result = binding.executeOp(name, ...rest)
      const [time, calls] = spent.get(name) ?? [0, 0]
      spent.set(name, [time + cpu() - before, calls + 1])
      return result
    },
  },
})
const before = cpu()
for (let i = 0; i < turns; i++) await run()
const all = cpu() - before
tensorflow.binding = binding

const rows = [...spent].sort(([, a], [, b]) => b[0] - a[0])
const inside = rows.reduce((sum, [, [time]]) => sum + time, 0)
/** @param {number} time @param {string} calls @param {string} name */
const line = (time, calls, name) =>
  `${(time / turns).toFixed(2).padStart(8)} ${calls.padStart(7)}  ${name}`
console.log('ms a turn   calls')
for (const [name, [time, calls]] of rows.slice(0, 15))
  console.log(line(time, (calls / turns).toFixed(1), name))
const rest = rows.slice(15).reduce((sum, [, [time]]) => sum + time, 0)
console.log(line(rest, '', `${Math.max(0, rows.length - 15)} other operations`))
console.log(line(all - inside, '', 'JavaScript'))
console.log(line(all, '', 'all'))
process.exit(0)
