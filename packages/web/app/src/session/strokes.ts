import type { State } from './state.js'

type Painted = Pick<State, 'edits' | 'strokes'>

/** Remembers what is painted now, so that the stroke that begins can be undone. */
export function beginStroke({ edits, strokes }: Painted): void {
  strokes.value = [...strokes.value, edits.value].slice(-limit)
}

/** Takes back the last stroke. */
export function undoStroke({ edits, strokes }: Painted): void {
  const before = strokes.value
  if (before.length === 0) return
  edits.value = before.at(-1)
  strokes.value = before.slice(0, -1)
}

/** How many strokes can be undone: each keeps one byte a pixel. */
const limit = 30
