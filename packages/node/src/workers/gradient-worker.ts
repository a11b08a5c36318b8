// The file that `startGradientWorkers` starts threads with: each has a backend and a network of its own.
import { parentPort, workerData } from 'node:worker_threads'
import {
  customGrad,
  dispose,
  reshape,
  scalar,
  type Scalar,
  split,
  tensor1d,
  tensor4d,
  type Tensor4D,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core'
import { createRandom, type Denoiser, type DenoiserConfig, fail } from '@spad/core'
import { partBuilder } from '@spad/models'
import { useBackend } from '../backend/use-backend.js'
import { loadParts } from '../config/load-parts.js'
import type { SharedShard } from './shared-step.js'

/** What a thread is started with. */
export interface GradientWorkerData {
  readonly backend: string
  readonly denoiser: DenoiserConfig
  readonly parts: string | undefined
  readonly shard: SharedShard
}

/** What it is told: to take a step, with a state and timesteps or without. */
export interface GradientTask {
  readonly hasState: boolean
  readonly hasTimestep: boolean
}

/** What it says: it can begin; the logits of the step are there; its gradients are. */
export type GradientNews = 'ready' | 'logits' | 'gradients'

const { backend, denoiser: config, parts, shard } = workerData as GradientWorkerData
await useBackend(backend)
const denoiser = partBuilder(await loadParts(parts)).denoiser(config, createRandom(0))
const variables = Object.values(denoiser.variables)
parentPort?.on('message', (task: GradientTask) => {
  takeWeights()
  giveGradients(task)
  say('gradients')
})
say('ready')

function say(news: GradientNews): void {
  parentPort?.postMessage(news)
}

function takeWeights(): void {
  const sizes = variables.map(({ size }) => size)
  tidy(() => {
    split(tensor1d(shard.weights), sizes).forEach((piece, i) => {
      const variable = variables[i]
      variable?.assign(reshape(piece, variable.shape))
    })
  })
}

function giveGradients(task: GradientTask): void {
  const { grads } = tidy(() => {
    const logits = forward(denoiser, task)
    return variableGrads(() => exchange(logits()), variables)
  })
  let at = 0
  for (const { name, size } of variables) {
    const gradient =
      grads[name] ?? fail('node', `no gradient reached \`${name}\`: the logits must depend on it.`)
    shard.gradients.set(gradient.dataSync(), at)
    at += size
  }
  dispose(grads)
}

/** The forward pass over this thread's images. */
function forward(network: Denoiser, { hasState, hasTimestep }: GradientTask): () => Tensor4D {
  const { images, height, width, channels, classes } = shard.shape
  const image = tensor4d(shard.image, [images, height, width, channels])
  const state = hasState ? tensor4d(shard.state, [images, height, width, classes]) : undefined
  const timestep = hasTimestep ? tensor1d(shard.timestep) : undefined
  return () => network.denoise(network.encode(image), state, timestep)
}

/**
 * Stands where a loss would: hands over the logits and, once it is differentiated, sleeps until the main
 * thread has the loss of the whole batch and brings its gradient.
 */
function exchange(logits: Tensor4D): Scalar {
  const op = customGrad((...args) => {
    const given = args[0] as Tensor4D
    shard.logits.set(given.dataSync())
    say('logits')
    return {
      value: scalar(0),
      gradFunc: () => {
        Atomics.wait(shard.gate, 0, 0)
        Atomics.store(shard.gate, 0, 0)
        return tensor4d(shard.slopes, given.shape)
      },
    }
  })
  return op(logits)
}
