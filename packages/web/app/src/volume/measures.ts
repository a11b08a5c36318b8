import { effect } from '@preact/signals-core'
import { sliceLabels, slicingOf } from '@spad/core'
import { h } from '../dom.js'
import { cssColor } from '../look.js'
import type { VolumeState } from './volume-state.js'

/** Each class with its area in the shown slice and its volume. */
export function measures(state: VolumeState): HTMLElement {
  const body = h('tbody')
  effect(() => {
    body.replaceChildren(...rows(state))
  })
  const titles = ['Class', 'This slice', 'Volume'].map((title) => h('th', { scope: 'col' }, title))
  return h('table', { class: 'measures' }, h('thead', {}, h('tr', {}, ...titles)), body)
}

function rows({ answer, axis, slice }: VolumeState): HTMLElement[] {
  if (!answer.value) return []
  const { of, model, found } = answer.value
  const slicing = slicingOf(of.scan.grid, axis.value)
  const shown = Math.min(slice.value, slicing.slices - 1)
  const { data } = sliceLabels(slicing, found.labels.data, shown)
  const pixel = slicing.spacing[0] * slicing.spacing[1]
  return found.volumes.slice(1).map(({ name, millilitres }, index) => {
    const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' })
    const one = model.classes[index + 1]
    if (one) swatch.style.setProperty('--swatch', cssColor(one))
    const pixels = data.reduce((sum, label) => sum + Number(label === index + 1), 0)
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, swatch, ' ', name),
      h('td', {}, `${figures(pixels * pixel)} mm²`),
      h('td', {}, `${figures(millilitres)} ml`),
    )
  })
}

/** Three digits that count. */
const figures = (value: number): string => String(Number(value.toPrecision(3)))
