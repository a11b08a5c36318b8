import { effect, type ReadonlySignal } from '@preact/signals-core'
import { h } from '../dom.js'
import type { Look } from '../look.js'
import type { Frame } from './frame.js'

/** The line between the bare picture and the mask: a range input as large as the picture. */
export function compareSlider(
  look: Look,
  frame: ReadonlySignal<Frame>,
  size: ReadonlySignal<{ readonly unit: number }>,
): HTMLElement {
  const input = h('input', {
    ...{ type: 'range', min: 0, max: 1, step: 0.005, class: 'compare-input' },
    'aria-label': 'Share of the picture shown without the mask',
    oninput: () => {
      look.divider.value = input.valueAsNumber
    },
  })
  const handle = h('div', { class: 'compare-handle', 'aria-hidden': 'true' })
  const box = h('div', { class: 'compare' }, input, handle)
  effect(() => {
    const { left, top, width, height } = frame.value
    const { unit } = size.value
    box.style.left = `${left / unit}px`
    box.style.top = `${top / unit}px`
    box.style.width = `${width / unit}px`
    box.style.height = `${height / unit}px`
  })
  effect(() => {
    input.value = String(look.divider.value)
    input.setAttribute('aria-valuetext', `${Math.round(100 * look.divider.value)} %`)
    handle.style.left = `${100 * look.divider.value}%`
  })
  effect(() => {
    box.hidden = look.brush.on.value
    box.classList.toggle('beside', look.drag.value !== 'uncover')
  })
  return box
}
