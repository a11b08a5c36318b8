import type { LabelClass } from '@spad/core'
import { untouched } from '../contours.js'
import type { ModelEntry } from '../model-list.js'
import type { Picture } from '../picture.js'
import type { State } from './state.js'

const keyOf = ({ id }: Picture, classes: readonly LabelClass[]): string =>
  JSON.stringify([id, classes.map(({ name }) => name)])

/** Keeps what is painted on the shown mask, before another one is shown. */
export function keepCorrection({ shown, edits, strokes, corrections }: State): void {
  if (!shown.value || (!edits.value && strokes.value.length === 0)) return
  const { picture, model } = shown.value
  const kept = { picture, classes: model.classes, edits: edits.value, strokes: strokes.value }
  corrections.set(keyOf(picture, model.classes), kept)
}

/** Shows what was painted on this picture in these classes. */
export function bringBack(state: State, picture: Picture, { classes }: ModelEntry): void {
  const key = keyOf(picture, classes)
  const kept = state.corrections.get(key)
  state.corrections.delete(key)
  state.edits.value = kept?.edits
  state.strokes.value = kept?.strokes ?? []
}

/** Says what was painted on this picture and fits no class of this model; nothing if there is none. */
export function unfitting({ corrections }: State, picture: Picture): string | undefined {
  const others = [...corrections.values()].filter(
    (one) => one.picture.id === picture.id && one.edits,
  )
  const [first] = others
  if (!first) return undefined
  const names = first.classes.slice(1).map(({ name }) => name)
  return `What you painted on “${picture.name}” is kept for models of its classes: ${names.join(', ')}.`
}

/** Whether what is painted differs anywhere from the model's own answer. */
export function isCorrected({ shown, edits }: Pick<State, 'shown' | 'edits'>): boolean {
  const labels = shown.value?.result.labels.data
  const painted = edits.value
  return Boolean(
    labels && painted?.some((label, pixel) => label !== untouched && label !== labels[pixel]),
  )
}

/** Whether anything painted would be gone with the page. */
export function holdsCorrections(state: State): boolean {
  const kept = [...state.corrections.values()].some(({ edits }) => edits)
  return kept || Boolean(state.edits.value)
}
