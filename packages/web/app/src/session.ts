import {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
} from '@preact/signals-core'
import type { LabelMap, Segmentation } from '@spad/core'
import type { BackendName, BackendReport, LabelledSource, WebSegmentation } from '@spad/web'
import { type Edits, untouched } from './contours.js'
import { loadedModel, type LoadedModel } from './loaded-model.js'
import type { ModelEntry } from './model-list.js'
import type { Picture } from './picture.js'
import { reverseState, type ReverseState } from './reverse-state.js'

export type Activity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly share: number }
  | { readonly kind: 'segmenting'; readonly share: number }
  | { readonly kind: 'training'; readonly share: number; readonly losses: readonly number[] }

/** What there is to see of one segmentation. */
export interface Shown {
  readonly picture: Picture
  readonly model: ModelEntry
  readonly result: WebSegmentation
  /** The answer after each step. */
  readonly estimates: readonly Segmentation[]
  /** Present where a noisy mask was refined. */
  readonly state?: ReverseState
}

export interface Notice {
  readonly kind: 'error' | 'done'
  readonly text: string
}

/** All that the page remembers, and what a visitor can do to it. */
export interface Session {
  readonly models: readonly ModelEntry[]
  readonly model: Signal<ModelEntry>
  readonly backend: Signal<BackendName | 'auto'>
  readonly steps: Signal<number>
  readonly ensemble: Signal<number>
  readonly seed: Signal<number>
  readonly picture: Signal<Picture>
  readonly activity: ReadonlySignal<Activity>
  readonly report: ReadonlySignal<BackendReport | undefined>
  readonly shown: ReadonlySignal<Shown | undefined>
  readonly notice: Signal<Notice | undefined>
  /** Diffusion time that is shown, from 1 = noise to 0 = the answer. */
  readonly time: Signal<number>
  /** What the visitor painted over the shown mask. */
  readonly edits: Signal<Edits | undefined>
  /** Images whose corrected masks the model has learnt from. */
  readonly corrections: ReadonlySignal<number>
  /** The shown labels with what was painted. */
  labels(): LabelMap | undefined
  /** Makes the current picture's mask again. */
  run(): Promise<void>
  /** Ends what is being done. */
  stop(): void
  /** Trains the model on the shown mask. */
  learn(): Promise<void>
  /** Forgets what was learnt. */
  forget(): Promise<void>
  readonly loaded: ReadonlySignal<LoadedModel | undefined>
}

export interface SessionStart {
  readonly models: readonly ModelEntry[]
  readonly picture: Picture
  readonly model: ModelEntry
}

/** Starts the page's session; from then on every change of its settings makes a new mask. */
export function startSession({ models, ...start }: SessionStart): Session {
  const model = signal(start.model)
  const backend = signal<BackendName | 'auto'>('auto')
  const steps = signal(8)
  const ensemble = signal(1)
  const seed = signal(0)
  const picture = signal(start.picture)
  const activity = signal<Activity>({ kind: 'idle' })
  const loaded = signal<LoadedModel | undefined>(undefined)
  const shown = signal<Shown | undefined>(undefined)
  const notice = signal<Notice | undefined>(undefined)
  const time = signal(0)
  const edits = signal<Edits | undefined>(undefined)
  const learnt: LabelledSource[] = []
  const corrections = signal(0)
  let work = new AbortController()

  /** Does one thing at a time: what was going on before is ended. */
  async function doing(act: (signal: AbortSignal) => Promise<void>): Promise<void> {
    work.abort(new Stopped())
    const mine = (work = new AbortController())
    try {
      await act(mine.signal)
    } catch (error) {
      if (mine === work && !(error instanceof Stopped))
        notice.value = { kind: 'error', text: inWords(error) }
    } finally {
      if (mine === work) activity.value = { kind: 'idle' }
    }
  }

  /** The chosen model on the chosen backend; the one before it is freed. */
  async function ready(ending: AbortSignal): Promise<LoadedModel> {
    const wanted = { entry: model.value, backend: backend.value }
    const before = loaded.value
    if (before?.isFor(wanted)) return before
    loaded.value = undefined
    if (before) {
      learnt.length = corrections.value = 0
      await before.segmenter.dispose()
    }
    activity.value = { kind: 'loading', share: 0 }
    const next = await loadedModel(wanted, {
      signal: ending,
      onProgress: (share) => (activity.value = { kind: 'loading', share }),
    })
    loaded.value = next
    return next
  }

  async function segment(ending: AbortSignal): Promise<void> {
    const { segmenter, entry } = await ready(ending)
    const source = picture.value
    const settings = { steps: steps.value, ensemble: ensemble.value, seed: seed.value }
    activity.value = { kind: 'segmenting', share: 0 }
    const estimates: Segmentation[] = []
    const result = await segmenter.segment(source.pixels, {
      ...settings,
      color: 'luma',
      signal: ending,
      onProgress: (done, of) => (activity.value = { kind: 'segmenting', share: done / of }),
      onStep: (soFar) => estimates.push(soFar),
    })
    ending.throwIfAborted()
    const first = estimates.slice(0, settings.steps)
    const state = entry.diffusion && reverseState(first, entry.size, entry.diffusion, settings.seed)
    batch(() => {
      shown.value = { picture: source, model: entry, result, estimates, ...(state && { state }) }
      edits.value = undefined
      notice.value = undefined
    })
  }

  const session: Session = {
    ...{ models, model, backend, steps, ensemble, seed, picture, activity, loaded, shown },
    ...{ notice, time, edits, corrections },
    report: computed(() => loaded.value?.segmenter.backend),
    labels: () => shown.value && edited(shown.value.result.labels, edits.value),
    run: () => doing(segment),
    stop: () => {
      work.abort(new Stopped())
      activity.value = { kind: 'idle' }
    },
    learn: () =>
      doing(async (ending) => {
        const labels = session.labels()
        const { segmenter } = await ready(ending)
        if (!labels || !shown.value) return
        const samples = [...learnt, { image: shown.value.picture.pixels, labels }]
        const losses: number[] = []
        activity.value = { kind: 'training', share: 0, losses }
        await segmenter.fineTune(samples, {
          color: 'luma',
          signal: ending,
          onStep: ({ step, steps: of, loss }) => {
            losses.push(loss)
            activity.value = { kind: 'training', share: step / of, losses: [...losses] }
          },
        })
        learnt.splice(0, learnt.length, ...samples)
        corrections.value = learnt.length
        await segment(ending)
        notice.value = { kind: 'done', text: 'The model has learnt from your mask, in this page.' }
      }),
    forget: () =>
      doing(async (ending) => {
        const before = loaded.value
        loaded.value = undefined
        learnt.length = corrections.value = 0
        await before?.segmenter.dispose()
        await segment(ending)
      }),
  }

  const settings = (): unknown[] =>
    [picture, model, backend, steps, ensemble, seed].map((each) => each.value)
  effect(() => {
    settings()
    const soon = setTimeout(() => void session.run(), 60)
    return () => {
      clearTimeout(soon)
    }
  })
  return session
}

/** Why something ended that was asked to end. */
class Stopped extends Error {}

function edited(labels: LabelMap, edits: Edits | undefined): LabelMap {
  if (!edits) return labels
  const data = labels.data.map((label, pixel) => {
    const painted = edits[pixel] ?? untouched
    return painted === untouched ? label : painted
  })
  return { ...labels, data }
}

/** An error as a visitor can read it: without the package's name in front. */
function inWords(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/^\[@spad\/\w+\] /, '')
}
