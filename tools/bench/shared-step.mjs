// @ts-check
// What a reference step costs each thread when workers share it, in CPU time, which a loaded machine does not change.
//
//   node --import ./tools/from-source.mjs --conditions=@spad/source tools/bench/shared-step.mjs [workers: 2] [steps: 60]
//
// While the workers compute, the main thread waits, and the other way round: its time and the busiest worker's together
// are what a step takes on cores of their own. Linux only: it reads /proc.
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { useBackend } from '@spad/node'

const [workers = 2, steps = 60] = process.argv.slice(2).map(Number)
process.env.SPAD_BENCH_THREADS = String(workers)
const { makers } = await import('./tasks.mjs')
await useBackend('wasm')
const alone = await perThread(makers.step())
const shared = await perThread(await makers['shared-step']())
const [main, busiest] = [shared.main, Math.max(...shared.others)]
const round = (/** @type {number} */ value) => Number(value.toPrecision(3))
console.log(
  JSON.stringify({
    ...{ workers, steps, alone: round(alone.main), main: round(main), busiest: round(busiest) },
    ...{ path: round(main + busiest), speedup: round(alone.main / (main + busiest)) },
    node: process.version,
  }),
)
process.exit(0)

/**
 * Milliseconds of CPU a step by thread, once JavaScript's compiler has seen it often enough.
 *
 * @param {import('./tasks.mjs').Task} step
 */
async function perThread(step) {
  for (let i = 0; i < steps / 2; i++) await step()
  const before = times()
  for (let i = 0; i < steps; i++) await step()
  const after = times()
  const spent = [...after].map(([id, time]) => ({
    id,
    time: (time - (before.get(id) ?? 0)) / steps,
  }))
  const main = String(process.pid)
  return {
    main: spent.find(({ id }) => id === main)?.time ?? NaN,
    others: spent.filter(({ id }) => id !== main).map(({ time }) => time),
  }
}

/** Milliseconds on a processor so far, by thread. */
function times() {
  const folder = '/proc/self/task'
  return new Map(
    readdirSync(folder).map((id) => {
      const [nanoseconds = 0] = readFileSync(`${folder}/${id}/schedstat`, 'utf8').split(' ')
      return [id, Number(nanoseconds) / 1e6]
    }),
  )
}
