// @ts-check
// Long work leaves no tensor and no memory behind.
import process from 'node:process'
import { segment, train } from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { createModel, recipe } from '@spad/models'
import { useBackend } from '@spad/node'
import { memory } from '@tensorflow/tfjs-core'

/** MiB that a process may grow by, whatever it does: caches of the engine, not of the work. */
const ROOM = 200

/** @param {import('./soak.mjs').Soak} soak */
export async function leaks({ times, check }) {
  await useBackend('wasm')
  const before = memory().numTensors
  const data = phantomDataset({ kind: 'chest', count: 8, size: [32, 32] })
  const { channels, classes } = data
  const steps = times(3000, 60)
  const size = { height: 32, width: 32, channels, classes }
  const { config, options } = recipe('spad', { ...size, preset: 'tiny', steps })
  const model = createModel(config)
  const held = memory().numTensors
  let start = 0
  for await (const { step } of train(model, data, { ...options, batchSize: 2 }))
    if (step === Math.min(50, steps)) start = process.memoryUsage.rss()
  check(memory().numTensors === held, `training left ${memory().numTensors - held} tensors`)
  check(grown(start) < ROOM, `${steps} steps grew the process by ${grown(start).toFixed(0)} MiB`)
  const { image } = await data.read(0)
  for (let i = 0; i < 20; i++) await segment(model, image)
  const then = process.memoryUsage.rss()
  for (let i = 0; i < times(1000, 100); i++) await segment(model, image, { seed: i })
  check(memory().numTensors === held, `segmenting left ${memory().numTensors - held} tensors`)
  check(grown(then) < ROOM, `segmenting grew the process by ${grown(then).toFixed(0)} MiB`)
  model.denoiser.dispose()
  check(memory().numTensors === before, `a model left ${memory().numTensors - before} tensors`)
}

/** @param {number} from */
function grown(from) {
  return (process.memoryUsage.rss() - from) / 2 ** 20
}
