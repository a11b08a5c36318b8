import { effect, signal } from '@preact/signals-core'
import { button, segmented } from '../controls/controls.js'
import { h } from '../dom.js'
import { type Look, resetView } from '../look.js'
import { zoomed } from '../viewer/place.js'

/** Under the picture: what a drag does, how large the picture is, and how it was. */
export function viewTools(look: Look): HTMLElement {
  const { drag, brush, place, window } = look
  const tool = signal<Look['drag']['value'] | 'paint'>(drag.value)
  effect(() => {
    tool.value = brush.on.value ? 'paint' : drag.value
  })
  effect(() => {
    const wanted = tool.value
    brush.on.value = wanted === 'paint'
    if (wanted !== 'paint') drag.value = wanted
  })
  const zoomBy = (factor: number) => () => (place.value = zoomed(place.value, factor))
  const reading = h('span', { class: 'view-reading' })
  effect(() => {
    const { center, width } = window.value
    reading.textContent = `${place.value.zoom.toFixed(1)}×, window ${center.toFixed(0)} / ${width.toFixed(0)}`
  })
  return h(
    'div',
    { class: 'view-tools' },
    segmented(tool, 'What a drag does', [
      { value: 'uncover', label: 'Uncover' },
      { value: 'move', label: 'Move' },
      { value: 'window', label: 'Window' },
      { value: 'paint', label: 'Paint' },
    ]),
    button('−', zoomBy(0.8), { class: 'small', 'aria-label': 'Smaller' }),
    button('+', zoomBy(1.25), { class: 'small', 'aria-label': 'Larger' }),
    button(
      'Reset view',
      () => {
        resetView(look)
      },
      { class: 'small' },
    ),
    reading,
  )
}
