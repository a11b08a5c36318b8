// @ts-check
// tfjs on one backend, as `useBackend` starts it: answers the tasks of tasks.mjs on stdin with `wall ms, CPU ms, value`.
//   node --import tsx --conditions=@spad/source worker.mjs wasm | native | webgpu | cuda | wasm-relaxed
import { createInterface } from 'node:readline'
import { useBackend } from '@spad/node'
import { makers } from './tasks.mjs'

const [backend] = process.argv.slice(2)
const log = console.log
console.log = console.warn = console.error // stdout carries answers only
// wasm has one thread in Node, webgpu has none to choose
const options = backend === 'native' ? { threads: Number(process.env.SPAD_BENCH_THREADS ?? 1) } : {}
process.env.SPAD_BENCH_BACKEND = backend
const { version, device, reluctant } = await useBackend(backend, options)
// a graphics card made of software is no contestant
if (reluctant !== undefined) throw new Error(reluctant)

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
/** @param {Awaited<ReturnType<import('./tasks.mjs').Task>>} value */
function numberOf(value) {
  if (typeof value === 'function') return value()
  return typeof value === 'number' ? value : value.reduce((sum, x) => sum + x, 0)
}
/** @type {Record<string, import('./tasks.mjs').Task>} */
const tasks = {}
log(`ready ${version}, ${device}`)
for await (const task of createInterface({ input: process.stdin })) {
  if (task === 'quit') break
  const run = (tasks[task] ??= await makers[/** @type {keyof typeof makers} */ (task)]())
  const [before, spent] = [performance.now(), cpu()]
  const value = await run()
  const [wall, used] = [performance.now() - before, cpu() - spent]
  log(`${wall} ${used} ${numberOf(value)}`)
}
process.exit(0)
