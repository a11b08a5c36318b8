import { SpadError, inTurns } from '@spad/core'
import {
  engine,
  findBackend,
  getBackend,
  memory,
  registerBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core'
import type { BackendName, CandidateOptions } from './candidate.js'
import { proveBackend } from './prove-backend.js'
import { type BackendReport, candidatesOf, startBackend } from './use-backend.js'

/** A backend in use, until it is released. */
export interface HeldBackend {
  readonly report: BackendReport
  /** Whether it was started here, and not by the page. */
  readonly own: boolean
  /** Makes it TensorFlow.js's current backend, which the page may have changed. */
  select(): Promise<void>
  /** Aborts when the device is of no more use; its reason is an error that says why. */
  readonly lost: AbortSignal
  /** What has happened to the device, if it is of no more use. */
  trouble(): string | undefined
  /** Whether it still computes, after `error`; if not, what is wrong. */
  diagnose(error: unknown): Promise<string | undefined>
  /** Ends the backend, if it was started here and nothing lives on it. */
  release(): Promise<void>
}

/** The backends that were started here, and not by the page: how many hold each, what was before it. */
const started = new Map<BackendName, { count: number; before: BackendName | undefined }>()

/**
 * Starts a backend, or takes the one that already runs: for `auto` that is the page's current one.
 *
 * @throws SpadError as {@link startBackend} does.
 */
export function holdBackend(
  wanted: BackendName | 'auto',
  options: CandidateOptions,
): Promise<HeldBackend> {
  // TensorFlow.js has one current backend: two starts at once would prove each other's
  return startInTurn(() => hold(wanted, options))
}

const startInTurn = inTurns()

async function hold(wanted: BackendName | 'auto', options: CandidateOptions): Promise<HeldBackend> {
  const before = getBackend() as BackendName | undefined
  const running = Object.keys(engine().registry)
  const report = await startOrTake(wanted, before, options)
  const { tfjs: name } = report
  if (!running.includes(name)) started.set(name, { count: 0, before })
  const mine = started.get(name)
  if (mine) mine.count++
  const ending = new AbortController()
  const { signal: lost } = ending
  const lose = (reason: string): void => {
    if (!lost.aborted) ending.abort(new Error(reason))
  }
  const candidate = await (await candidatesOf(options))[report.name]?.()
  const look = candidate?.watch?.(findBackend(name), lose)
  const trouble = (): string | undefined => {
    look?.()
    return lost.aborted ? (lost.reason as Error).message : undefined
  }
  return {
    report,
    own: mine !== undefined,
    lost,
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
      if (!mine || --mine.count > 0) return
      started.delete(name)
      // somebody's tensors may live there by now
      if (!trouble() && memory().numDataBuffers > 0 && findBackend(name).numDataIds() > 0) return
      forget(name)
      if (mine.before && runs(mine.before)) await setBackend(mine.before)
    },
  }
}

async function startOrTake(
  wanted: BackendName | 'auto',
  current: BackendName | undefined,
  options: CandidateOptions,
): Promise<BackendReport> {
  if (wanted === 'auto' && current)
    try {
      return await startBackend(current, options)
    } catch {
      // the page's own is unknown, or does not compute rightly: another will
    }
  return startBackend(wanted, options)
}

/** Removes a backend but not the way to start it again. */
function forget(name: BackendName): void {
  const { factory, priority } = engine().registryFactory[name] ?? {}
  removeBackend(name)
  if (factory) registerBackend(name, factory, priority)
}

/** tfjs' `findBackend` would start it. */
function runs(name: BackendName): boolean {
  return name in engine().registry
}
