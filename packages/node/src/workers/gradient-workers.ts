import {
  type Batch,
  type BatchGradients,
  checkNumber,
  type ComputeGradients,
  fail,
  type GradientsContext,
  type Loss,
  lossOf,
  type Model,
  orAbort,
} from '@spad/core'
import {
  dispose,
  type NamedTensorMap,
  tensor,
  tensor4d,
  type Tensor4D,
  tidy,
  valueAndGrad,
  type Variable,
} from '@tensorflow/tfjs-core'
import type { GradientNews, GradientTask, GradientWorkerData } from './gradient-worker.js'
import { type SharedStep, sharedStep } from './shared-step.js'
import { startWorkerThread, type WorkerThread } from './worker-thread.js'

export interface GradientWorkersOptions {
  /** How many threads share each batch, from 1 to `batchSize`. */
  readonly workers: number
  /** As given to `train`. @default 8 */
  readonly batchSize?: number
  /** What each thread computes on, which should be what this one does. @default 'wasm' */
  readonly backend?: 'wasm' | 'wasm-relaxed'
  /** The module with the denoiser, if it is none of this project's; see `loadParts`. @default none */
  readonly parts?: string
  /** Node's own flags for the threads. @default those of this process */
  readonly execArgv?: readonly string[]
}

/** Threads that compute gradients. */
export interface GradientWorkers {
  /** For `train`'s option of that name. */
  readonly gradients: ComputeGradients
  /** Ends the threads. */
  stop(): Promise<void>
}

type Thread = WorkerThread<GradientTask, GradientNews>

/**
 * Starts threads that share the work of each training step, every one with a wasm backend of its own.
 *
 * A step gives each thread its share of the images. From all logits this thread computes the loss of the
 * whole batch and its gradient, with which the threads go back through the network; their sums are the
 * gradients of the whole batch for any loss, up to rounding, and the same bits for the same number of
 * threads. It needs a denoiser that treats each image by itself, as all here do.
 *
 * @throws SpadError if `workers` is out of range, or the denoiser cannot be built from its config.
 */
export async function startGradientWorkers(
  model: Model,
  { workers, batchSize = 8, backend = 'wasm', parts, execArgv }: GradientWorkersOptions,
): Promise<GradientWorkers> {
  checkNumber('node', 'workers', workers, { min: 1, max: batchSize, integer: true })
  const { denoiser, preprocessing } = model
  if (denoiser.deep)
    fail(
      'node',
      `\`workers\` is ${workers}: threads share the loss of full logits alone, and this network is asked at ` +
        'several levels (`deep`). Train it with one.',
    )
  const variables = Object.values(denoiser.variables)
  const length = variables.reduce((sum, { size }) => sum + size, 0)
  const { channels, classes } = denoiser
  const step = sharedStep(
    { ...preprocessing, images: batchSize, channels, classes },
    workers,
    length,
  )
  const threads = step.shards.map((shard): Thread => {
    const data: GradientWorkerData = { backend, denoiser: denoiser.config, parts, shard }
    return startWorkerThread('gradient-worker', data, execArgv)
  })
  const stop = async (): Promise<void> => {
    await Promise.all(threads.map((thread) => thread.stop()))
  }
  try {
    await allSay(threads, 'ready')
  } catch (error) {
    await stop()
    throw error
  }
  return {
    gradients: (batch, context) => shareStep(batch, context, step, threads),
    stop,
  }
}

async function shareStep(
  batch: Batch,
  { denoiser, loss, signal }: GradientsContext,
  step: SharedStep,
  threads: readonly Thread[],
): Promise<BatchGradients> {
  const variables = Object.values(denoiser.variables)
  await Promise.all([shareBatch(batch, step), shareWeights(variables, step)])
  const forward = allSay(threads, 'logits')
  for (const thread of threads)
    thread.tell({ hasState: batch.state !== undefined, hasTimestep: batch.timestep !== undefined })
  await orAbort(forward, signal)
  const value = await shareLoss(batch, loss, step)
  const backward = allSay(threads, 'gradients')
  for (const { gate } of step.shards) {
    Atomics.store(gate, 0, 1)
    Atomics.notify(gate, 0)
  }
  await orAbort(backward, signal)
  return { loss: value, gradients: summed(variables, step) }
}

async function shareBatch({ image, state, timestep }: Batch, { batch }: SharedStep): Promise<void> {
  if (image.size !== batch.image.length)
    fail(
      'node',
      `the batch has ${image.shape[0]} images of ${image.shape.slice(1).join(' × ')}: the workers ` +
        `were started for ${batch.shape.images}. Give both the same \`batchSize\`.`,
    )
  batch.image.set(await image.data())
  if (state) batch.state.set(await state.data())
  if (timestep) batch.timestep.set(await timestep.data())
}

async function shareWeights(variables: readonly Variable[], { batch }: SharedStep): Promise<void> {
  let at = 0
  for (const variable of variables) {
    batch.weights.set(await variable.data(), at)
    at += variable.size
  }
}

/** The loss of the whole batch; its gradient goes to the threads. */
async function shareLoss(whole: Batch, loss: Loss, { batch }: SharedStep): Promise<number> {
  const { value, grad: slopes } = tidy(() => {
    const logits = tensor4d(batch.logits, whole.target.shape)
    return valueAndGrad((logits: Tensor4D) => lossOf(loss, whole, logits))(logits)
  })
  try {
    batch.slopes.set(await slopes.data())
    return (await value.data())[0]!
  } finally {
    dispose([value, slopes])
  }
}

/** The sum over the threads, always in the same order, by variable. */
function summed(variables: readonly Variable[], { shards }: SharedStep): NamedTensorMap {
  const sum = new Float32Array(shards[0]?.gradients.length ?? 0)
  for (const { gradients } of shards)
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + gradients[i]!
  let at = 0
  return Object.fromEntries(
    variables.map(({ name, shape, size }) => [name, tensor(sum.subarray(at, (at += size)), shape)]),
  )
}

async function allSay(threads: readonly Thread[], news: GradientNews): Promise<void> {
  const heard = await Promise.all(threads.map((thread) => thread.next()))
  const other = heard.find((said) => said !== news)
  if (other) fail('node', `a worker thread said ${other}, not ${news}: start new workers.`)
}
