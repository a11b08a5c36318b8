import { memory, type NamedTensorMap } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import {
  type ComputeGradients,
  defaultAugment,
  gradientsHere,
  type Model,
  train,
  type TrainOptions,
  type TrainState,
} from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { createModel, type Parts, recipe, type RecipeName } from '@spad/models'
import { fromSource } from '../from-source.js'
import { loadParts, startGradientWorkers, useBackend } from '../../src/index.js'

const execArgv = fromSource
const fragile = new URL('fragile-parts.mjs', import.meta.url).pathname
const data = phantomDataset({ kind: 'chest', count: 8, size: [16, 16] })
// 5 images are 2 and 3, or 2, 1 and 2
const workers = { workers: 2, batchSize: 5, execArgv }

beforeAll(async () => {
  await useBackend('wasm')
})

interface Training {
  readonly model: Model
  readonly options: TrainOptions
}

function training(
  name: RecipeName,
  { type, parts }: { type?: string; parts?: Parts } = {},
): Training {
  const { channels, classes } = data
  const size = { height: 16, width: 16, channels, classes }
  const { config, options } = recipe(name, { ...size, preset: 'tiny' })
  const more = { augment: defaultAugment(), batchSize: 5, steps: 6, seed: 2 }
  const denoiser = { ...config.denoiser, type: type ?? config.denoiser.type }
  const model = createModel({ ...config, denoiser }, { seed: 1, ...(parts && { parts }) })
  return { model, options: { ...options, ...more } }
}

/** Trains to the end, or up to a step; what is left behind is disposed. */
async function run(
  { model, options }: Training,
  more: Partial<TrainOptions> = {},
  until = Infinity,
): Promise<{ losses: number[]; weights: number[]; state: TrainState | undefined }> {
  const losses: number[] = []
  let state: TrainState | undefined
  for await (const event of train(model, data, { ...options, ...more })) {
    losses.push(event.loss)
    if (event.step < until) continue
    state = await event.state()
    break
  }
  const weights = Object.values(model.denoiser.variables).flatMap((v) => [...v.dataSync()])
  return { losses, weights, state }
}

function flat(gradients: NamedTensorMap): number[] {
  return Object.values(gradients).flatMap((tensor) => [...tensor.dataSync()])
}

/** The length of `a - b` over that of `a`. */
function difference(a: readonly number[], b: readonly number[]): number {
  expect(b).toHaveLength(a.length)
  return Math.hypot(...a.map((value, i) => value - b[i]!)) / Math.hypot(...a)
}

it.each(['spad', 'mask'] as const)(
  '%s: several workers find the gradients of the whole batch, and leave no tensor behind',
  async (name) => {
    const before = memory().numTensors
    const one = training(name)
    const two = await startGradientWorkers(one.model, workers)
    const three = await startGradientWorkers(one.model, { ...workers, workers: 3 })
    const differences: number[] = []
    const compare: ComputeGradients = async (batch, context) => {
      const whole = await gradientsHere(batch, context)
      for (const { gradients } of [two, three]) {
        const shared = await gradients(batch, context)
        expect(shared.loss).toBeCloseTo(whole.loss, 5)
        differences.push(difference(flat(whole.gradients), flat(shared.gradients)))
        for (const gradient of Object.values(shared.gradients)) gradient.dispose()
      }
      return whole
    }
    await run(one, { gradients: compare })
    expect(differences).toHaveLength(12)
    expect(Math.max(...differences)).toBeLessThan(1e-5)
    await Promise.all([two.stop(), three.stop()])
    one.model.denoiser.dispose()
    expect(memory().numTensors).toBe(before)
  },
)

it('trains as one thread does, and goes on with the same bits', async () => {
  const [alone, whole, first, second] = Array.from({ length: 4 }, () => training('spad'))
  const pool = await startGradientWorkers(whole!.model, workers)
  const { gradients } = pool
  const expected = await run(alone!)
  const shared = await run(whole!, { gradients })
  expect(difference(expected.losses, shared.losses)).toBeLessThan(1e-5)
  const { state } = await run(first!, { gradients }, 3)
  await pool.stop()
  const again = await startGradientWorkers(second!.model, workers)
  const rest = await run(second!, { gradients: again.gradients, resume: state! })
  await again.stop()
  expect(rest.losses).toEqual(shared.losses.slice(3))
  expect(rest.weights).toEqual(shared.weights)
  for (const one of [alone, whole, first, second]) one!.model.denoiser.dispose()
})

it('says when a worker has died', async () => {
  const parts = await loadParts(fragile)
  const mortal = training('unet', { type: 'fragile', parts })
  const pool = await startGradientWorkers(mortal.model, { ...workers, parts: fragile })
  await run(mortal, { gradients: pool.gradients }, 2)
  await expect(run(mortal, { gradients: pool.gradients })).rejects.toThrow(
    '[@spad/node] a worker thread ended early: exit status 7.',
  )
  await pool.stop()
  mortal.model.denoiser.dispose()
})

it('stops in the middle of a step', async () => {
  const before = memory().numTensors
  const one = training('unet')
  const pool = await startGradientWorkers(one.model, workers)
  const controller = new AbortController()
  const { signal } = controller
  // the workers wait for the slopes by now
  const loss = (): never => {
    controller.abort(new Error('enough'))
    throw controller.signal.reason
  }
  await expect(run(one, { gradients: pool.gradients, signal, loss })).rejects.toThrow('enough')
  await pool.stop()
  one.model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

it('refuses what cannot be shared', async () => {
  const { model, options } = training('unet')
  await expect(startGradientWorkers(model, { ...workers, workers: 6 })).rejects.toThrow(
    '`workers` is 6: it must be',
  )
  const pool = await startGradientWorkers(model, workers)
  await expect(
    run({ model, options }, { gradients: pool.gradients, batchSize: 4 }),
  ).rejects.toThrow('the batch has 4 images of 16 × 16 × 1: the workers were started for 5.')
  await pool.stop()
  model.denoiser.dispose()
})

it('says why a worker cannot start', async () => {
  const parts = await loadParts(fragile)
  const { model } = training('unet', { type: 'fragile', parts })
  await expect(startGradientWorkers(model, workers)).rejects.toThrow(
    'a worker thread ended early: `type` is "fragile": no denoiser has that name',
  )
  model.denoiser.dispose()
})
