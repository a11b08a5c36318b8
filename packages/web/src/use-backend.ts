import { env, getBackend, setBackend } from '@tensorflow/tfjs-core'
import { fail } from '@spad/core'
import type { BackendName, Candidate, CandidateOptions, WasmPaths } from './backends/candidate.js'
import { cpu } from './backends/cpu.js'
import { wasm } from './backends/wasm.js'
import { webgl } from './backends/webgl.js'
import { webgpu } from './backends/webgpu.js'
import { proveBackend } from './prove-backend.js'

export interface BackendOptions {
  /** Where the `.wasm` files are served. @default where tfjs looks for them: beside the script */
  readonly wasmPaths?: WasmPaths
  /** Also registers the gradients that training needs; segmentation does without. @default false */
  readonly registerGradients?: boolean
}

/** A backend that was not used. */
export interface PassedOver {
  readonly name: BackendName
  readonly reason: string
}

export interface BackendReport {
  /** The backend that is in use now. */
  readonly name: BackendName
  /** What it runs on, as far as the browser tells. */
  readonly device: string
  /** The ones that were tried before it. */
  readonly passedOver: readonly PassedOver[]
}

/** The fastest first. */
export const candidates: readonly Candidate[] = [webgpu, webgl, wasm, cpu]

/**
 * Loads a backend, proves it by a small convolution with known numbers, and makes it the current one.
 *
 * `auto` takes the first that works of webgpu, webgl, wasm and cpu, and passes over a graphics
 * interface that the main processor imitates, since wasm is faster then.
 *
 * @throws SpadError if the named backend is unknown or does not work here, or none does.
 */
export async function useBackend(
  backend: BackendName | 'auto',
  options: BackendOptions = {},
): Promise<BackendReport> {
  const tried = backend === 'auto' ? candidates : candidates.filter(({ name }) => name === backend)
  if (tried.length === 0)
    fail('web', `\`backend\` is ${backend}: it must be auto, ${list(candidates)}.`)
  const before = getBackend()
  const passedOver: PassedOver[] = []
  for (const candidate of tried) {
    const result = await start(candidate, options, backend === 'auto')
    if (typeof result === 'string') {
      passedOver.push({ name: candidate.name, reason: result })
      continue
    }
    // tfjs-core alone knows no gradient
    if (options.registerGradients)
      await import('@tensorflow/tfjs-core/dist/register_all_gradients.js')
    return { name: candidate.name, device: result.device, passedOver }
  }
  if (before) await setBackend(before)
  const reasons = passedOver.map(({ name, reason }) => `${name}: ${reason}`).join('; ')
  return fail(
    'web',
    `\`backend\` is ${backend}, which does not work here (${reasons}). ` +
      `Install its package @tensorflow/tfjs-backend-*, or choose another of auto, ${list(candidates)}.`,
  )
}

/** Makes a backend the current one and returns its device, or returns why it cannot. */
async function start(
  candidate: Candidate,
  options: CandidateOptions,
  choosy: boolean,
): Promise<{ device: string } | string> {
  try {
    const device = await candidate.inspect(options)
    if (typeof device === 'string') return device
    if (choosy && device.software) return `${device.name} is software, slower than wasm`
    await candidate.load(options)
    if (!(await quietly(() => setBackend(candidate.name)))) return 'it does not start'
    return (await proveBackend()) ?? { device: device.name }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** tfjs prints a failed start on the console; here it is an answer, not an accident. */
async function quietly<T>(act: () => Promise<T>): Promise<T> {
  const production = env().getBool('PROD')
  env().set('PROD', true)
  try {
    return await act()
  } finally {
    env().set('PROD', production)
  }
}

function list(all: readonly Candidate[]): string {
  return all.map(({ name }) => name).join(', ')
}
