import { effect, signal } from '@preact/signals-core'
import { select } from '../controls/controls.js'
import { h } from '../dom.js'
import type { ModelEntry } from '../model-list.js'
import type { Session } from '../session/session.js'

const kinds: Readonly<Record<ModelEntry['kind'], string>> = {
  yours: 'Yours',
  oct: 'Trained on OCT phantoms',
  chest: 'Trained on chest phantoms',
  real: 'Trained on real images',
}

/** Which model answers, and what it is good for. */
export function modelChoice({ models, model }: Session, label = 'Model'): HTMLElement[] {
  const id = signal(model.value.id)
  effect(() => {
    id.value = model.value.id
  })
  effect(() => {
    const chosen = models.find((each) => each.id === id.value)
    if (chosen) model.value = chosen
  })
  const note = h('p', { class: 'hint' })
  effect(() => {
    note.textContent = model.value.note
  })
  const choices = models.map((each) => ({
    ...{ value: each.id, label: each.title },
    group: kinds[each.kind],
  }))
  return [select(id, label, choices), note]
}
