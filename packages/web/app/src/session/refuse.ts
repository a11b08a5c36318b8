import { batch } from '@preact/signals-core'
import type { Scan } from '@spad/core'
import type { ModelEntry } from '../model-list.js'
import { picturesRefused, scansRefused } from '../takes.js'
import type { Notice, State } from './state.js'

/** Whether the chosen model takes no picture such as the shown one; then that is told, with those that do. */
export function refusesPicture(state: State, models: readonly ModelEntry[]): boolean {
  const [model, picture] = [state.model.value, state.picture.value]
  const why = picturesRefused(model, picture)
  if (why === undefined) return false
  batch(() => {
    state.shown.value = undefined
    state.plausible.value = undefined
    state.notice.value = {
      ...refusal(state, model, why, (other) => picturesRefused(other, picture), models),
      about: picture,
    }
  })
  return true
}

/** Whether the chosen model takes no such scan; then that is told, with those that do. */
export function refusesScan(state: State, models: readonly ModelEntry[], scan: Scan): boolean {
  const model = state.model.value
  const why = scansRefused(model, scan)
  if (why === undefined) return false
  state.notice.value = refusal(state, model, why, (other) => scansRefused(other, scan), models)
  return true
}

function refusal(
  state: State,
  model: ModelEntry,
  why: string,
  whyOf: (other: ModelEntry) => string | undefined,
  models: readonly ModelEntry[],
): Notice {
  const others = models.filter((other) => other !== model && whyOf(other) === undefined)
  return {
    kind: 'ask',
    text: `“${model.title}” does not fit: ${why}.${others.length > 0 ? ' These take it:' : ''}`,
    answers: others.map((one) => ({
      label: one.title,
      act: () => void (state.model.value = one),
    })),
  }
}
