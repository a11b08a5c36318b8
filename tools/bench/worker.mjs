// A tfjs backend that answers `forward` and `step` on stdin with `wall ms, CPU ms, value` on stdout.
//   node --import tsx --conditions=@spad/source worker.mjs wasm | native
import { createInterface } from 'node:readline'
import tf from '@tensorflow/tfjs'
import { useBackend } from '@spad/node'
import { build } from './reference.mjs'

const [backend] = process.argv.slice(2)
const log = console.log
console.log = console.warn = console.error // stdout carries answers only
const { version } = await useBackend(backend)
const work = build(tf)
const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
log(`ready ${version}`)
for await (const command of createInterface({ input: process.stdin })) {
  if (command === 'quit') break
  const before = [performance.now(), cpu()]
  const result = command === 'step' ? work.step() : work.forward()
  const [wall, used] = [performance.now() - before[0], cpu() - before[1]]
  const value = command === 'step' ? result : result.reduce((sum, x) => sum + x, 0)
  log(`${wall} ${used} ${value}`)
}
