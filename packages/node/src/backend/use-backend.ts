import { getBackend, setBackend } from '@tensorflow/tfjs-core'
import { fail, wordsOf } from '@spad/core'
import type {
  BackendName,
  BackendStarter,
  StartedBackend,
  UseBackendOptions,
} from './backend-starter.js'
import { startCpu } from './cpu.js'
import { importOptional } from './optional-package.js'
import { proveBackend } from './prove-backend.js'
import { startCuda, startNative } from './tensorflow.js'
import { startWasm } from './wasm.js'
import { startWebgpu } from './webgpu.js'

/** What runs now, and why nothing better does. */
export interface BackendReport extends StartedBackend {
  readonly name: BackendName
  /** The faster ones that `auto` tried before, each with its reason. */
  readonly passedOver: readonly { readonly name: BackendName; readonly reason: string }[]
}

/** Fastest first, which is the order of `auto`. */
const starters: Readonly<Record<BackendName, BackendStarter>> = {
  cuda: startCuda,
  native: startNative,
  webgpu: startWebgpu,
  wasm: startWasm,
  cpu: startCpu,
}

/** The names of all backends, fastest first. */
export const backendNames = Object.keys(starters) as BackendName[]

/**
 * Starts a backend and makes it tfjs' current one, once it has got a convolution and its gradients
 * right. `auto` takes the first that works of: cuda, native, webgpu (on a real graphics card), wasm,
 * cpu.
 *
 * @throws SpadError if it does not work, with what to install; then the backend stays as it was.
 */
export async function useBackend(
  name: BackendName | 'auto' = 'auto',
  options: UseBackendOptions = {},
): Promise<BackendReport> {
  checkOptions(name, options)
  const before = getBackend() as string | undefined
  try {
    await importOptional('@tensorflow/tfjs', 'Run `npm install @tensorflow/tfjs`.')
    if (name === 'auto') return await useBest(options)
    return { name, ...(await start(name, options)), passedOver: [] }
  } catch (error) {
    if (before !== undefined) await setBackend(before)
    throw error
  }
}

async function useBest(options: UseBackendOptions): Promise<BackendReport> {
  const passedOver: { name: BackendName; reason: string }[] = []
  for (const name of backendNames) {
    try {
      const started = await start(name, options)
      if (started.reluctant === undefined) return { name, ...started, passedOver }
      passedOver.push({ name, reason: started.reluctant })
    } catch (error) {
      passedOver.push({ name, reason: wordsOf(error) })
    }
  }
  const list = passedOver.map(({ name, reason }) => `\n  - ${name}: ${reason}`).join('')
  return fail('node', `no backend works:${list}`)
}

async function start(name: BackendName, options: UseBackendOptions): Promise<StartedBackend> {
  const started = await starters[name](options)
  await proveBackend(name)
  return started
}

function checkOptions(name: string, { threads }: UseBackendOptions): void {
  if (name !== 'auto' && !Object.hasOwn(starters, name))
    fail('node', `\`backend\` is ${name}: it must be one of auto, ${backendNames.join(', ')}.`)
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0))
    fail('node', `\`threads\` is ${threads}: it must be an integer from 1.`)
}
