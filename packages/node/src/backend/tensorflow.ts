import { availableParallelism } from 'node:os'
import {
  backend,
  findBackendFactory,
  getBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core'
import { type Backend, type BackendStartOptions, fail, type StartedBackend } from '@spad/core'
import type { Flavor } from '../native/tensorflow-release.js'
import { describeCard, describeProcessor } from './device.js'
import { mendTensorFlow } from './mend-tensorflow.js'
import { registerNativeKernels } from './native-kernels.js'
import { registerReluGradient } from './relu-gradient.js'
import { findTensorFlow, howToInstall, type TensorFlowSource } from './tensorflow-source.js'

interface Addon {
  readonly binding?: { readonly TF_Version?: string }
  readonly isUsingGpuDevice?: boolean
}

/** TensorFlow on the processor; the one for cards does that too, with the cards hidden. */
export const native: Backend = { name: 'native', start: startNative }

/** TensorFlow on an NVIDIA card. */
export const cuda: Backend = { name: 'cuda', start: startCuda }

async function startNative(options: BackendStartOptions): Promise<StartedBackend> {
  const { addon, threads } = await startTensorFlow(['cpu', 'cuda'], options)
  if (addon.isUsingGpuDevice === true)
    fail(
      'node',
      '`native` cannot start: TensorFlow already runs on the graphics card in this process. ' +
        'Choose it first, in a process of its own.',
    )
  return { tfjs: 'tensorflow', version: versionOf(addon), ...describeProcessor(), threads }
}

async function startCuda(options: BackendStartOptions): Promise<StartedBackend> {
  const { addon, flavor } = await startTensorFlow(['cuda'], options)
  if (flavor === 'cpu')
    fail(
      'node',
      '`cuda` cannot start: TensorFlow already runs on the processor in this process. Choose ' +
        'it first, in a process of its own.',
    )
  if (addon.isUsingGpuDevice !== true)
    fail(
      'node',
      '`cuda` cannot start: TensorFlow sees no graphics card. It takes an NVIDIA card with a ' +
        'driver of version 525 or newer (`nvidia-smi` shows both), and CUDA_VISIBLE_DEVICES not ' +
        'to hide it. Use another backend.',
    )
  return { tfjs: 'tensorflow', version: versionOf(addon), ...(await describeCard()) }
}

interface Running {
  readonly addon: Addon
  readonly flavor: Flavor
  readonly threads: number
}

/** TensorFlow starts once in a process, with the settings of that moment. */
let running: Running | undefined

async function startTensorFlow(
  flavors: readonly [Flavor, ...Flavor[]],
  { threads }: BackendStartOptions,
): Promise<Running> {
  const source = findTensorFlow(flavors) ?? notInstalled(flavors[0])
  if (running && threads !== undefined && threads !== running.threads)
    fail(
      'node',
      `\`threads\` is ${threads}: TensorFlow already runs with ${running.threads} in this process. ` +
        'Choose them before it starts.',
    )
  running ??= await load(source, flavors[0] === 'cpu', threads)
  if (!(await setBackend('tensorflow')))
    fail('node', '`tensorflow` does not start any more. Begin a new process.')
  return running
}

async function load(
  source: TensorFlowSource,
  onProcessor: boolean,
  threads?: number,
): Promise<Running> {
  const { flavor } = source
  prepareProcess(onProcessor && flavor === 'cuda', threads)
  const addon = await startAddon(source)
  mendTensorFlow()
  registerReluGradient()
  const running = { addon, flavor, threads: threads ?? availableParallelism() }
  // they compute on the processor
  if (source.kernels !== undefined && addon.isUsingGpuDevice !== true)
    registerNativeKernels(source.kernels, running.threads)
  return running
}

/** Leaves everything as it was if that fails. */
async function startAddon({ flavor, register }: TensorFlowSource): Promise<Addon> {
  const before = getBackend()
  try {
    await register()
    await setBackend('tensorflow')
    const addon = backend() as Addon
    // getBackend() says 'tensorflow' after a start that failed as well
    if (addon.binding?.TF_Version !== undefined) return addon
    return fail('node', `TensorFlow has not started. ${howToInstall(flavor)}`)
  } catch (error) {
    if (findBackendFactory('tensorflow') as unknown) removeBackend('tensorflow')
    if (before) await setBackend(before)
    throw error
  }
}

function notInstalled(flavor: Flavor): never {
  const name = flavor === 'cuda' ? 'TensorFlow with CUDA' : 'native TensorFlow'
  return fail('node', `${name} is not installed. ${howToInstall(flavor)}`)
}

/** What TensorFlow and its addon read from the process as they start. */
function prepareProcess(hideCards: boolean, threads?: number): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS = String(threads)
  if (hideCards) process.env.CUDA_VISIBLE_DEVICES = '-1'
}

function versionOf({ binding }: Addon): string {
  return `TensorFlow ${binding?.TF_Version ?? ''}`
}
