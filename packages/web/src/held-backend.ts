import { SpadError } from '@spad/core'
import {
  engine,
  findBackend,
  getBackend,
  memory,
  registerBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core'
import type { BackendName } from './backends/candidate.js'
import { proveBackend } from './prove-backend.js'
import { candidates, type BackendOptions, type BackendReport, useBackend } from './use-backend.js'

/** A backend in use, until it is released. */
export interface HeldBackend {
  readonly report: BackendReport
  /** Whether it was started here, and not by the page. */
  readonly own: boolean
  /** Makes it TensorFlow.js's current backend, which the page may have changed. */
  select(): Promise<void>
  /** What has happened to the device, if it is of no more use. */
  trouble(): string | undefined
  /** Whether it still computes, after `error`; if not, what is wrong. */
  diagnose(error: unknown): Promise<string | undefined>
  /** Ends the backend, if it was started here and nothing lives on it. */
  release(): Promise<void>
}

/** How many hold each backend that was started here, and not by the page. */
const holders = new Map<BackendName, number>()

/**
 * Starts a backend, or takes the one that already runs: for `auto` that is the page's current one.
 *
 * @throws SpadError as {@link useBackend} does.
 */
export async function holdBackend(
  wanted: BackendName | 'auto',
  options: BackendOptions,
): Promise<HeldBackend> {
  const before = getBackend() as BackendName | undefined
  const running = candidates.filter(({ name }) => runs(name)).map(({ name }) => name)
  const report = await startOrTake(wanted, before, options)
  const { name } = report
  const own = holders.has(name) || !running.includes(name)
  if (own) holders.set(name, (holders.get(name) ?? 0) + 1)
  const candidate = candidates.find((each) => each.name === name)
  const trouble = candidate?.watch?.(findBackend(name)) ?? (() => undefined)
  return {
    report,
    own,
    trouble,
    diagnose: async (error) => {
      if (error instanceof SpadError) return undefined
      const wrong = await proveBackend().catch(String)
      return wrong && `${wrong}, after ${String(error)}`
    },
    select: async () => {
      if (getBackend() !== name) await setBackend(name)
    },
    async release() {
      if (!own) return
      const left = (holders.get(name) ?? 1) - 1
      if (left > 0) {
        holders.set(name, left)
        return
      }
      holders.delete(name)
      // somebody's tensors may live there by now
      if (!trouble() && memory().numDataBuffers > 0) return
      forget(name)
      if (before && runs(before)) await setBackend(before)
    },
  }
}

async function startOrTake(
  wanted: BackendName | 'auto',
  current: BackendName | undefined,
  options: BackendOptions,
): Promise<BackendReport> {
  if (wanted === 'auto' && current && candidates.some(({ name }) => name === current))
    try {
      return await useBackend(current, options)
    } catch {
      // the page's own does not compute rightly: another will
    }
  return useBackend(wanted, options)
}

/** Removes a backend but not the way to start it again. */
function forget(name: BackendName): void {
  const { factory, priority } = engine().registryFactory[name] ?? {}
  removeBackend(name)
  if (factory) registerBackend(name, factory, priority)
}

function runs(name: BackendName): boolean {
  return (findBackend(name) as object | null) !== null
}
