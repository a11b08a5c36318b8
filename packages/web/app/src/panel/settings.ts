import { computed, effect } from '@preact/signals-core'
import { numberField, select, slider } from '../controls/controls.js'
import { h } from '../dom.js'
import type { Session } from '../session/session.js'
import { modelChoice } from './model-choice.js'

/** Which model answers, on what, and how often. */
export function settings(session: Session): HTMLElement {
  const { model, backend, steps, ensemble, seed, loaded } = session
  const device = h('p', { class: 'hint' })
  effect(() => {
    const report = loaded.value?.segmenter.backend
    device.textContent = report ? `Now: ${report.name}, ${report.device}` : '…'
  })
  const onePass = computed(() => !model.value.diffusion)
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'settings-title' },
    h('h2', { id: 'settings-title' }, 'Model'),
    ...modelChoice(session),
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
