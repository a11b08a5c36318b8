import { computed, effect, signal } from '@preact/signals-core'
import { numberField, select, slider } from '../controls/controls.js'
import { h } from '../dom.js'
import type { ModelEntry } from '../model-list.js'
import type { Session } from '../session/session.js'

const kinds: Readonly<Record<ModelEntry['kind'], string>> = {
  yours: 'Yours',
  oct: 'Trained on OCT phantoms',
  chest: 'Trained on chest phantoms',
  real: 'Trained on real images',
}

/** Which model answers, on what, and how often. */
export function settings(session: Session): HTMLElement {
  const { models, model, backend, steps, ensemble, seed, loaded } = session
  const id = signal(model.value.id)
  effect(() => {
    id.value = model.value.id
  })
  effect(() => {
    const chosen = models.find((each) => each.id === id.value)
    if (chosen) model.value = chosen
  })
  const note = h('p', { class: 'hint' })
  const device = h('p', { class: 'hint' })
  effect(() => {
    note.textContent = model.value.note
    const report = loaded.value?.segmenter.backend
    device.textContent = report ? `Now: ${report.name}, ${report.device}` : '…'
  })
  const onePass = computed(() => !model.value.diffusion)
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'settings-title' },
    h('h2', { id: 'settings-title' }, 'Model'),
    select(
      id,
      'Model',
      models.map((each) => ({ value: each.id, label: each.title, group: kinds[each.kind] })),
    ),
    note,
    slider(steps, { label: 'Steps', min: 1, max: 10, step: 1, disabled: onePass }),
    slider(ensemble, { label: 'Answers averaged', min: 1, max: 8, step: 1 }),
    h(
      'div',
      { class: 'pair' },
      numberField(seed, { label: 'Seed', min: 0, max: 2 ** 31 }),
      select(backend, 'Backend', [
        { value: 'auto', label: 'Fastest' },
        { value: 'webgpu', label: 'WebGPU' },
        { value: 'webgl', label: 'WebGL' },
        { value: 'wasm', label: 'WebAssembly' },
        { value: 'cpu', label: 'JavaScript' },
      ]),
    ),
    device,
  )
}
