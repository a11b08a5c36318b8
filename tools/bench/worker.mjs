// tfjs on one backend, as `useBackend` starts it: answers the tasks of tasks.mjs on stdin with `wall ms, CPU ms, value`.
//   node --import tsx --conditions=@spad/source worker.mjs wasm | native | webgpu | cuda
import { createInterface } from 'node:readline'
import { useBackend } from '@spad/node'
import { makers } from './tasks.mjs'

const [backend] = process.argv.slice(2)
const log = console.log
console.log = console.warn = console.error // stdout carries answers only
// wasm has one thread in Node, webgpu has none to choose
const options = backend === 'native' ? { threads: Number(process.env.SPAD_BENCH_THREADS ?? 1) } : {}
const { version, device } = await useBackend(backend, options)
if (device.includes('software')) throw new Error(`Error: ${device} is no graphics card`)

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const tasks = {}
log(`ready ${version}, ${device}`)
for await (const task of createInterface({ input: process.stdin })) {
  if (task === 'quit') break
  const run = (tasks[task] ??= await makers[task]())
  const before = [performance.now(), cpu()]
  const value = await run()
  const [wall, used] = [performance.now() - before[0], cpu() - before[1]]
  log(`${wall} ${used} ${typeof value === 'number' ? value : value.reduce((sum, x) => sum + x, 0)}`)
}
process.exit(0)
