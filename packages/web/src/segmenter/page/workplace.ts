import { fail, type Model, orAbort, type ReadFile } from '@spad/core'
import { type ModelMetadata, onePassParts, readModel, restoreModel } from '@spad/models'
import { type HeldBackend, holdBackend } from '../../backends/held-backend.js'
import { partsFor } from './parts-for.js'
import type { SegmenterOptions } from '../segmenter.js'
import { type BackendReport, completeBackend } from '../../backends/use-backend.js'

export type Work<T> = (model: Model, signal: AbortSignal) => Promise<T>

/** A model on a backend. */
export interface Workplace {
  readonly backend: BackendReport
  readonly model: Model
  readonly metadata: ModelMetadata
  /**
   * Runs work that the device may end: it is given a signal that aborts then, or with `signal`. A device that is lost, or out of memory, is replaced, with the
   * model on it, and the work begins again, once.
   *
   * @param repeat Whether the work may begin again; if not, only the device is replaced. @default true
   * @throws SpadError if the device is lost again, or it is the page's own.
   */
  use<T>(work: Work<T>, signal?: AbortSignal, repeat?: boolean): Promise<T>
  clear(): Promise<void>
}

/** @param read Gives the model's files, as they are to be when the device is replaced. */
export async function createWorkplace(
  options: SegmenterOptions,
  read: ReadFile,
): Promise<Workplace> {
  let { held, model, metadata } = await furnish(options, read)

  const clear = async (): Promise<void> => {
    try {
      model.denoiser.dispose()
    } catch (error) {
      if (!held.trouble()) throw error // a device that is gone may fail to free what it held
    }
    await held.release()
  }
  const replace = async (reason: string): Promise<void> => {
    const { name } = held.report
    if (!held.own)
      fail(
        'web',
        `the page's own ${name} is of no more use (${reason}): start it again, and create another segmenter.`,
      )
    // work that the loss has ended frees what it held
    await new Promise((resolve) => setTimeout(resolve, 0))
    await clear()
    const again = furnish({ ...options, backend: name }, read)
    ;({ held, model, metadata } = await again.catch(() => furnish(options, read)))
  }
  return {
    get backend() {
      return held.report
    },
    get model() {
      return model
    },
    get metadata() {
      return metadata
    },
    async use(work, signal, repeat = true) {
      await held.select()
      const first = await attempt(held, model, work, signal)
      if ('result' in first) return first.result
      await replace(first.trouble)
      const second = repeat ? await attempt(held, model, work, signal) : first
      if ('result' in second) return second.result
      return fail(
        'web',
        `${held.report.name} failed${repeat ? ' twice' : ''} (${second.trouble}): ` +
          "try again, give it less to do, or take `backend: 'wasm'`.",
        second.error,
      )
    },
    clear,
  }
}

async function furnish(options: SegmenterOptions, read: ReadFile) {
  const { backend = 'auto', parts, signal } = options
  // comes in while the backend starts; what is wrong with it is told after what is wrong with that
  const reading = readModel(read)
  reading.catch(() => undefined)
  const held = await holdBackend(backend, options)
  try {
    signal?.throwIfAborted()
    const saved = await reading
    const chosen = parts ?? (await partsFor(saved.config))
    if (chosen !== onePassParts) await completeBackend(held.report.name)
    const model = restoreModel(saved, chosen)
    return { held, model, metadata: saved.metadata }
  } catch (error) {
    await held.release()
    signal?.throwIfAborted()
    throw error
  }
}

type Outcome<T> = { readonly result: T } | { readonly trouble: string; readonly error?: unknown }

async function attempt<T>(
  held: HeldBackend,
  model: Model,
  work: Work<T>,
  signal?: AbortSignal,
): Promise<Outcome<T>> {
  const { lost } = held
  try {
    const either = signal ? AbortSignal.any([signal, lost]) : lost
    const result = await orAbort(work(model, either), lost)
    const trouble = held.trouble()
    return trouble === undefined ? { result } : { trouble }
  } catch (error) {
    signal?.throwIfAborted()
    const trouble = held.trouble() ?? (await held.diagnose(error))
    if (trouble === undefined) throw error
    return { trouble, error }
  }
}
