import { availableParallelism } from 'node:os'
import util from 'node:util'
import {
  backend,
  findBackendFactory,
  getBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core'
import { fail } from '@spad/core'
import type { StartedBackend, UseBackendOptions } from './backend-starter.js'
import { importOptional, locate } from './optional-package.js'
import { registerReluGradient } from './relu-gradient.js'

const cpuPackage = '@tensorflow/tfjs-node'
const gpuPackage = '@tensorflow/tfjs-node-gpu'

interface Addon {
  readonly binding?: { readonly TF_Version?: string }
  readonly isUsingGpuDevice?: boolean
}

/** TensorFlow on the processor, through `@tensorflow/tfjs-node` (or `-gpu` with its cards hidden). */
export async function startNative(options: UseBackendOptions): Promise<StartedBackend> {
  const { addon, threads } = await startTensorFlow([cpuPackage, gpuPackage], true, options)
  if (addon.isUsingGpuDevice === true)
    fail(
      'node',
      '`native` cannot start: TensorFlow already runs on the graphics card in this process. ' +
        'Choose it first, in a process of its own.',
    )
  return { tfjs: 'tensorflow', version: versionOf(addon), device: 'CPU', threads }
}

/** TensorFlow on an NVIDIA card, through `@tensorflow/tfjs-node-gpu`. */
export async function startCuda(options: UseBackendOptions): Promise<StartedBackend> {
  const { addon } = await startTensorFlow([gpuPackage, cpuPackage], false, options)
  if (addon.isUsingGpuDevice !== true)
    fail(
      'node',
      '`cuda` cannot start: TensorFlow sees no graphics card. It takes ' +
        `\`npm install ${gpuPackage}\`, an NVIDIA card with its driver, and the CUDA and cuDNN ` +
        'that its libtensorflow was built for.',
    )
  return { tfjs: 'tensorflow', version: versionOf(addon), device: 'NVIDIA GPU' }
}

interface Running {
  readonly addon: Addon
  readonly threads: number
}

/** TensorFlow starts once in a process, with the settings of that moment. */
let running: Running | undefined

async function startTensorFlow(
  packages: readonly string[],
  hideCards: boolean,
  { threads }: UseBackendOptions,
): Promise<Running> {
  if (running && threads !== undefined && threads !== running.threads)
    fail(
      'node',
      `\`threads\` is ${threads}: TensorFlow already runs with ${running.threads} in this process. ` +
        'Choose them before it starts.',
    )
  running ??= await load(packages, hideCards, threads)
  if (!(await setBackend('tensorflow')))
    fail('node', '`tensorflow` does not start. Reinstall @tensorflow/tfjs-node.')
  return running
}

async function load(
  packages: readonly string[],
  hideCards: boolean,
  threads?: number,
): Promise<Running> {
  const name = packages.find((candidate) => locate(candidate) !== undefined) ?? packages[0] ?? ''
  prepareProcess(hideCards && name === gpuPackage, threads)
  const before = getBackend()
  try {
    await importOptional(name, howToInstall(name))
    const addon = backend() as Addon
    // getBackend() says 'tensorflow' after a start that failed as well
    if (addon.binding?.TF_Version === undefined)
      fail('node', `\`${name}\` has not started TensorFlow. ${howToInstall(name)}`)
    registerReluGradient()
    return { addon, threads: threads ?? availableParallelism() }
  } catch (error) {
    if (findBackendFactory('tensorflow') as unknown) removeBackend('tensorflow')
    if (before) await setBackend(before)
    throw error
  }
}

/** What TensorFlow and its addon read from the process as they start. */
function prepareProcess(hideCards: boolean, threads?: number): void {
  // every operation of tfjs-node calls these; Node 22 warns of them, Node 23 took the first away
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  })
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS = String(threads)
  if (hideCards) process.env.CUDA_VISIBLE_DEVICES = '-1'
}

function howToInstall(name: string): string {
  return (
    `Run \`npm install ${name}\`, which builds or downloads TensorFlow; where that fails, the ` +
    'backend `wasm` needs nothing more.'
  )
}

function versionOf({ binding }: Addon): string {
  return `TensorFlow ${binding?.TF_Version ?? ''}`
}
