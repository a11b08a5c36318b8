import { getBackend, setBackend } from '@tensorflow/tfjs-core'
import {
  type Backend,
  type BackendStartOptions,
  fail,
  type StartedBackend,
  wordsOf,
} from '@spad/core'
import { cpu } from './cpu.js'
import { importOptional } from './optional-package.js'
import { proveBackend } from './prove-backend.js'
import { cuda, native } from './tensorflow.js'
import { wasm, wasmRelaxed } from './wasm.js'
import { webgpu } from './webgpu.js'

export interface UseBackendOptions extends BackendStartOptions {
  /** Backends of one's own, which `auto` tries first; one of a known name takes its place. @default [] */
  readonly backends?: readonly Backend[]
  /** Told that the device is lost, and why: what is computed from then on is of no use. @default nobody */
  readonly onLost?: (reason: string) => void
}

/** What runs now, and why nothing better does. */
export interface BackendReport extends StartedBackend {
  readonly name: string
  /** The faster ones that `auto` tried before, each with its reason. */
  readonly passedOver: readonly { readonly name: string; readonly reason: string }[]
}

/** In the order of `auto`: fastest first; what comes after cpu, which always works, is taken by name alone. */
const BACKENDS: readonly Backend[] = [cuda, native, webgpu, wasm, cpu, wasmRelaxed]

/** The names of all backends in the order of `auto`. */
export const backendNames: readonly string[] = BACKENDS.map(({ name }) => name)

/**
 * Starts a backend and makes it tfjs' current one, once it has got a convolution and its gradients
 * right. `auto` takes the first that works of one's own, then of cuda, native, webgpu (on a real graphics
 * card), wasm, cpu.
 *
 * @throws SpadError if it does not work, with what to install; then the backend stays as it was.
 */
export async function useBackend(
  name = 'auto',
  options: UseBackendOptions = {},
): Promise<BackendReport> {
  const { threads, backends, onLost } = options
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0))
    fail('node', `\`threads\` is ${threads}: it must be an integer from 1.`)
  const candidates = backendsFor(name, backends)
  const start: BackendStartOptions = threads === undefined ? {} : { threads }
  const before = getBackend() as string | undefined
  try {
    await importOptional('@tensorflow/tfjs', 'Run `npm install @tensorflow/tfjs`.')
    const { backend, report } =
      name === 'auto' ? await best(candidates, start) : await only(candidates, start)
    if (onLost) backend.watch?.(onLost)
    return report
  } catch (error) {
    if (before !== undefined) await setBackend(before)
    throw error
  }
}

/**
 * The backends that a name stands for, in the order in which they are tried.
 *
 * @throws SpadError if none has the name.
 */
export function backendsFor(name: string, own: readonly Backend[] = []): readonly Backend[] {
  const replaced = new Set(own.map((backend) => backend.name))
  const all = [...own, ...BACKENDS.filter((backend) => !replaced.has(backend.name))]
  const found = name === 'auto' ? all : all.filter((backend) => backend.name === name)
  if (found.length > 0) return found
  const names = all.map((backend) => backend.name).join(', ')
  return fail('node', `\`backend\` is ${name}: it must be one of auto, ${names}.`)
}

interface Choice {
  readonly backend: Backend
  readonly report: BackendReport
}

async function only([backend]: readonly Backend[], options: BackendStartOptions): Promise<Choice> {
  if (!backend) return fail('node', 'there is no backend.')
  const started = await startProven(backend, options)
  return { backend, report: { name: backend.name, ...started, passedOver: [] } }
}

async function best(candidates: readonly Backend[], options: BackendStartOptions): Promise<Choice> {
  const passedOver: { name: string; reason: string }[] = []
  for (const backend of candidates) {
    const { name } = backend
    try {
      const started = await startProven(backend, options)
      if (started.reluctant === undefined)
        return { backend, report: { name, ...started, passedOver } }
      passedOver.push({ name, reason: started.reluctant })
    } catch (error) {
      passedOver.push({ name, reason: wordsOf(error) })
    }
  }
  const list = passedOver.map(({ name, reason }) => `\n  - ${name}: ${reason}`).join('')
  return fail('node', `no backend works:${list}`)
}

async function startProven(
  backend: Backend,
  options: BackendStartOptions,
): Promise<StartedBackend> {
  const started = await backend.start(options)
  await proveBackend(backend.name)
  return started
}
