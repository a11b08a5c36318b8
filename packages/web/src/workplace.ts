import { fail, type Model, type ReadFile } from '@spad/core'
import { loadModel, type ModelMetadata } from '@spad/models'
import { type HeldBackend, holdBackend } from './held-backend.js'
import type { SegmenterOptions } from './segmenter.js'
import type { BackendReport } from './use-backend.js'

/** A model on a backend. */
export interface Workplace {
  readonly backend: BackendReport
  readonly model: Model
  readonly metadata: ModelMetadata
  /**
   * Runs work that the device may end. A device that is lost, or out of memory, is replaced, with the
   * model on it, and the work begins again, once.
   *
   * @param repeat Whether the work may begin again; if not, only the device is replaced. @default true
   * @throws SpadError if the device is lost again, or it is the page's own.
   */
  use<T>(work: (model: Model) => Promise<T>, repeat?: boolean): Promise<T>
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
    await clear()
    ;({ held, model, metadata } = await furnish({ ...options, backend: name }, read).catch(() =>
      furnish(options, read),
    ))
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
    async use(work, repeat = true) {
      await held.select()
      const first = await attempt(held, () => work(model))
      if ('result' in first) return first.result
      await replace(first.trouble)
      const second = repeat ? await attempt(held, () => work(model)) : first
      if ('result' in second) return second.result
      return fail(
        'web',
        `${held.report.name} failed (${second.trouble})${repeat ? ' twice' : ''}: ` +
          'give it less to do, such as a smaller model, or take `backend: "wasm"`.',
        second.error,
      )
    },
    clear,
  }
}

async function furnish(options: SegmenterOptions, read: ReadFile) {
  const { backend = 'auto', wasmPaths, parts, signal } = options
  const held = await holdBackend(backend, wasmPaths === undefined ? {} : { wasmPaths })
  try {
    signal?.throwIfAborted()
    return { held, ...(await loadModel(read, parts ? { parts } : {})) }
  } catch (error) {
    await held.release()
    signal?.throwIfAborted()
    throw error
  }
}

type Outcome<T> = { readonly result: T } | { readonly trouble: string; readonly error?: unknown }

async function attempt<T>(held: HeldBackend, work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    const result = await work()
    const trouble = held.trouble()
    return trouble === undefined ? { result } : { trouble }
  } catch (error) {
    const trouble = held.trouble() ?? (await held.diagnose(error))
    if (trouble === undefined) throw error
    return { trouble, error }
  }
}
