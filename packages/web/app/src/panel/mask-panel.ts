import { computed, effect } from '@preact/signals-core'
import type { LabelClass, LabelMap } from '@spad/core'
import { segmented, slider, toggle, visibleWhile } from '../controls/controls.js'
import { h } from '../dom.js'
import { heatGradient } from '../heat.js'
import { cssColor, type Look } from '../look.js'
import { plausiblePanel } from './plausible-panel.js'
import type { Session } from '../session/session.js'

const percent = (value: number): string => `${Math.round(100 * value)} %`

/** How the mask is shown, class by class. */
export function maskPanel(session: Session, look: Look): HTMLElement {
  const list = h('ul', { class: 'classes' })
  const classes = computed(() => session.model.value.classes)
  effect(() => {
    list.replaceChildren(
      ...classes.value.slice(1).map((one, i) => classRow(session, look, one, i + 1)),
    )
  })
  effect(() => {
    session.wantsPlausible.value = look.view.value === 'plausible'
  })
  const truth = toggle(look.truth, 'True boundary, dashed')
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'mask-title' },
    h('h2', { id: 'mask-title' }, 'Mask'),
    segmented(look.view, 'What is drawn over the picture', [
      { value: 'mask', label: 'Mask' },
      { value: 'uncertainty', label: 'Uncertainty' },
      { value: 'plausible', label: 'Plausible' },
    ]),
    visibleWhile(plausiblePanel(session, look), () => look.view.value === 'plausible'),
    visibleWhile(uncertaintyLegend(), () => look.view.value === 'uncertainty'),
    list,
    slider(look.opacity, { label: 'Opacity', min: 0, max: 1, step: 0.05, format: percent }),
    slider(look.divider, { label: 'Uncovered', min: 0, max: 1, step: 0.005, format: percent }),
    visibleWhile(truth, () => Boolean(session.picture.value.phantom)),
  )
}

function uncertaintyLegend(): HTMLElement {
  const bar = h('div', { class: 'legend-bar', 'aria-hidden': 'true' })
  bar.style.backgroundImage = heatGradient
  return h(
    'div',
    { class: 'legend' },
    bar,
    h('div', { class: 'legend-text' }, h('span', {}, 'sure'), h('span', {}, 'no idea')),
  )
}

function classRow(session: Session, look: Look, one: LabelClass, label: number): HTMLElement {
  const input = h('input', {
    type: 'checkbox',
    onchange: () => {
      const hidden = new Set(look.hidden.value)
      if (input.checked) hidden.delete(one.name)
      else hidden.add(one.name)
      look.hidden.value = hidden
    },
  })
  const area = h('span', { class: 'value' })
  const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' })
  swatch.style.setProperty('--swatch', cssColor(one))
  effect(() => {
    input.checked = !look.hidden.value.has(one.name)
  })
  effect(() => {
    const { shown, showPainted } = session
    const labels = showPainted.value ? session.labels() : shown.value?.result.labels
    area.textContent = areaOf(labels, label)
  })
  return h('li', {}, h('label', {}, input, swatch, h('span', {}, one.name)), area)
}

function areaOf(labels: LabelMap | undefined, label: number): string {
  if (!labels) return ''
  const count = labels.data.reduce((sum, each) => sum + Number(each === label), 0)
  return `${((100 * count) / labels.data.length).toFixed(1)} %`
}
