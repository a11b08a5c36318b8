import { engine, env, getBackend, setBackend } from '@tensorflow/tfjs-core'
import { fail, orAbort } from '@spad/core'
import type { BackendName, Candidate, CandidateOptions, WasmPaths } from './candidate.js'
import { PATIENCE, proveBackend } from './prove-backend.js'

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

/** Each is loaded when it is tried, so that a page pays for the ones before its own alone. */
const candidates: Readonly<Record<BackendName, () => Promise<Candidate>>> = {
  webgpu: async () => (await import('./webgpu.js')).webgpu,
  webgl: async () => (await import('./webgl.js')).webgl,
  wasm: async () => (await import('./wasm.js')).wasm,
  cpu: async () => (await import('./cpu.js')).cpu,
}

/** The fastest first. */
export const backendNames = Object.keys(candidates) as readonly BackendName[]

/** What is known of a backend. */
export function candidateOf(name: BackendName): Promise<Candidate> {
  return candidates[name]()
}

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
  const report = await startBackend(backend, options)
  await completeBackend(report.name)
  // tfjs-core alone knows no gradient
  if (options.registerGradients)
    await import('@tensorflow/tfjs-core/dist/register_all_gradients.js')
  return report
}

/** What {@link useBackend} does, but with the kernels alone that a model of convolutions needs. */
export async function startBackend(
  backend: BackendName | 'auto',
  options: CandidateOptions,
): Promise<BackendReport> {
  const tried = backend === 'auto' ? backendNames : backendNames.filter((name) => name === backend)
  const known = backendNames.join(', ')
  if (tried.length === 0) fail('web', `\`backend\` is ${backend}: it must be auto, ${known}.`)
  const before = getBackend()
  const passedOver: PassedOver[] = []
  for (const name of tried) {
    const result = await start(name, options, backend === 'auto')
    if (typeof result !== 'string') return { name, device: result.device, passedOver }
    passedOver.push({ name, reason: result })
  }
  if (before) await setBackend(before)
  const reasons = passedOver.map(({ name, reason }) => `${name}: ${reason}`).join('; ')
  return fail(
    'web',
    `\`backend\` is ${backend}, which does not work here (${reasons}). ` +
      `Install its package @tensorflow/tfjs-backend-*, or choose another of auto, ${known}.`,
  )
}

/** Loads the kernels that a backend was started without. */
export async function completeBackend(name: BackendName): Promise<void> {
  const candidate = await candidateOf(name)
  // tfjs prints which are there already
  await quietly(async () => candidate.complete?.())
}

/** Makes a backend the current one and returns its device, or returns why it cannot. */
async function start(
  name: BackendName,
  options: CandidateOptions,
  choosy: boolean,
): Promise<{ device: string } | string> {
  try {
    const candidate = await candidateOf(name)
    const device = await candidate.inspect(options, choosy)
    if (typeof device === 'string') return device
    if (choosy && device.software) return `${device.name} is software, slower than wasm`
    await candidate.load(options)
    const called = (await candidate.reconsider?.(options)) ?? device.name
    if (!(await quietly(() => orAbort(setBackend(name), AbortSignal.timeout(PATIENCE)))))
      return 'it does not start'
    return (await proveBackend()) ?? { device: called }
  } catch (error) {
    forgetStart()
    return error instanceof Error ? error.message : String(error)
  }
}

/** tfjs waits for a start that never ends, and refuses every other backend meanwhile. */
function forgetStart(): void {
  const waiting = engine() as unknown as {
    pendingBackendInit: unknown
    pendingBackendInitId: number
  }
  waiting.pendingBackendInit = null
  waiting.pendingBackendInitId++
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
