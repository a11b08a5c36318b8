import { type Signal, signal } from '@preact/signals-core'
import type { LabelMap, Segmentation } from '@spad/core'
import type { BackendName, LabelledSource, WebSegmentation } from '@spad/web'
import { type Edits, untouched } from '../contours.js'
import type { LoadedModel } from '../loaded-model.js'
import type { ModelEntry } from '../model-list.js'
import type { Picture } from '../picture.js'
import type { ReverseState } from '../reverse-state.js'
import type { Strokes } from './strokes.js'

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

/** What a mask follows from. */
export interface Settings {
  readonly picture: Signal<Picture>
  readonly model: Signal<ModelEntry>
  readonly backend: Signal<BackendName | 'auto'>
  readonly steps: Signal<number>
  readonly ensemble: Signal<number>
  readonly seed: Signal<number>
}

/** All that the page remembers. */
export interface State extends Settings {
  readonly activity: Signal<Activity>
  readonly loaded: Signal<LoadedModel | undefined>
  readonly shown: Signal<Shown | undefined>
  readonly notice: Signal<Notice | undefined>
  /** Diffusion time that is shown, from 1 = noise to 0 = the answer. */
  readonly time: Signal<number>
  /** What the visitor painted over the shown mask. */
  readonly edits: Signal<Edits | undefined>
  /** What can be undone, stroke by stroke. */
  readonly strokes: Signal<Strokes>
  /** The corrected masks that the loaded model has learnt from. */
  readonly learnt: Signal<readonly LabelledSource[]>
}

export function createState(picture: Picture, model: ModelEntry): State {
  return {
    picture: signal(picture),
    model: signal(model),
    backend: signal<BackendName | 'auto'>('auto'),
    steps: signal(8),
    ensemble: signal(1),
    seed: signal(0),
    activity: signal<Activity>({ kind: 'idle' }),
    loaded: signal<LoadedModel | undefined>(undefined),
    shown: signal<Shown | undefined>(undefined),
    notice: signal<Notice | undefined>(undefined),
    time: signal(0),
    edits: signal<Edits | undefined>(undefined),
    strokes: signal<Strokes>([]),
    learnt: signal<readonly LabelledSource[]>([]),
  }
}

/** The shown labels with what was painted over them. */
export function shownLabels({ shown, edits }: State): LabelMap | undefined {
  const labels = shown.value?.result.labels
  const painted = edits.value
  if (!labels || !painted) return labels
  const data = labels.data.map((label, pixel) => {
    const other = painted[pixel] ?? untouched
    return other === untouched ? label : other
  })
  return { ...labels, data }
}
