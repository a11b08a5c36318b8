import type { BackendName, WebSegmentation } from '@spad/web'
import { loadedModel } from '../loaded-model.js'
import type { ModelEntry } from '../model-list.js'
import type { Picture } from '../picture.js'
import type { Session } from '../session/session.js'

/** Segmentations per backend, after one to warm up. */
export const rounds = 5
/** Milliseconds after which no further one begins. */
const patience = 4000

/** Times in milliseconds. */
export interface Measured {
  readonly device: string
  /** Until the model was ready. */
  readonly start: number
  /** The first segmentation, with all that it waits for. */
  readonly first: number
  /** The median of the later ones. */
  readonly each: number
  readonly result: WebSegmentation
}

/** How far a backend is. */
export type Measurement =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly measured: Measured }
  | { readonly kind: 'failed'; readonly reason: string }

/** Times the session's picture and model on a backend, in a worker of its own; never fails. */
export async function measure(
  name: BackendName,
  { model, picture, steps, seed }: Session,
  signal: AbortSignal,
): Promise<Measurement> {
  try {
    const settings = { steps: steps.value, seed: seed.value }
    return {
      kind: 'done',
      measured: await time(name, model.value, picture.value, settings, signal),
    }
  } catch (error) {
    if (signal.aborted) return { kind: 'waiting' }
    const text = error instanceof Error ? error.message : String(error)
    return { kind: 'failed', reason: /\(\w+: (.*?)\)\. /.exec(text)?.[1] ?? text }
  }
}

async function time(
  backend: BackendName,
  entry: ModelEntry,
  { pixels }: Picture,
  settings: { steps: number; seed: number },
  signal: AbortSignal,
): Promise<Measured> {
  const began = performance.now()
  const { segmenter } = await loadedModel({ entry, backend }, { signal })
  try {
    const start = performance.now() - began
    const once = () => segmenter.segment(pixels, { ...settings, color: 'luma', signal })
    let result = await once()
    const first = result.timing.total
    const times: number[] = []
    const end = performance.now() + patience
    do {
      result = await once()
      times.push(result.timing.inference)
    } while (times.length < rounds && performance.now() < end)
    times.sort((a, b) => a - b)
    const each = times[times.length >> 1] ?? NaN
    return { device: segmenter.backend.device, start, first, each, result }
  } finally {
    await segmenter.dispose()
  }
}
