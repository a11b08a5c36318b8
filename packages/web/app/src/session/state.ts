import { type Signal, signal } from '@preact/signals-core'
import type { LabelClass, LabelMap, Raster, Segmentation } from '@spad/core'
import type { BackendName, LabelledSource, SampledAnswer, WebSegmentation } from '@spad/web'
import { type Edits, untouched } from '../contours.js'
import type { LoadedModel } from '../loaded-model.js'
import type { ModelEntry } from '../model-list.js'
import type { Picture } from '../picture.js'
import type { ReverseState } from '../reverse-state.js'

export type Activity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly share: number }
  | { readonly kind: 'segmenting'; readonly share: number }
  | { readonly kind: 'sampling'; readonly share: number }
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
  /** `ask`: it stays until it is answered or closed. */
  readonly kind: 'error' | 'done' | 'ask'
  readonly text: string
  /** The picture that it is about, with which it goes. */
  readonly about?: Picture
  /** What the visitor can do about it. */
  readonly answers?: readonly { readonly label: string; readonly act: () => void }[]
}

/** Plausible masks of the shown picture. */
export interface Plausible extends SampledAnswer {
  /** The answer that they stand beside. */
  readonly of: Shown
  /** The share of each class in what was drawn. */
  readonly share: Raster
}

/** What was painted before each stroke, the oldest first. */
export type Strokes = readonly (Edits | undefined)[]

/** What was painted on one picture, in the classes of one kind of model. */
export interface Correction {
  readonly picture: Picture
  readonly classes: readonly LabelClass[]
  readonly edits: Edits | undefined
  readonly strokes: Strokes
}

/** All that was painted and is not shown, by what it fits. */
export type Corrections = Map<string, Correction>

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
  /** Masks as several readers might draw them, once they were asked for. */
  readonly plausible: Signal<Plausible | undefined>
  /** Whether they are asked for. */
  readonly wantsPlausible: Signal<boolean>
  /** What the visitor painted over the shown mask. */
  readonly edits: Signal<Edits | undefined>
  /** What can be undone, stroke by stroke. */
  readonly strokes: Signal<Strokes>
  /** Whether it is drawn: if not, the model's own answer is. */
  readonly showPainted: Signal<boolean>
  /** What was painted on other pictures, or in other classes. */
  readonly corrections: Corrections
  /** The corrected masks that the loaded model has learnt from. */
  readonly learnt: Signal<readonly LabelledSource[]>
  /** The corrected masks that each model was taught, by its id, for when it is loaded anew. */
  readonly taught: Map<string, readonly LabelledSource[]>
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
    plausible: signal<Plausible | undefined>(undefined),
    wantsPlausible: signal(false),
    edits: signal<Edits | undefined>(undefined),
    strokes: signal<Strokes>([]),
    showPainted: signal(true),
    corrections: new Map(),
    learnt: signal<readonly LabelledSource[]>([]),
    taught: new Map(),
  }
}

/** The shown labels with what was painted over them. */
export function shownLabels({
  shown,
  edits,
}: Pick<State, 'shown' | 'edits'>): LabelMap | undefined {
  const labels = shown.value?.result.labels
  const painted = edits.value
  if (!labels || !painted) return labels
  const data = labels.data.map((label, pixel) => {
    const other = painted[pixel] ?? untouched
    return other === untouched ? label : other
  })
  return { ...labels, data }
}
