import { effect } from '@preact/signals-core'
import { h } from '../dom.js'
import type { Look } from '../look.js'
import { moved } from '../viewer/place.js'
import { draggedWindow } from '../viewer/window.js'

/** Takes the arrow keys, and the pointer for its box, while a drag moves the picture or its window. */
export function viewLayer({ drag, brush, place, window }: Look): HTMLElement {
  const layer = h('div', {
    ...{ class: 'view-layer', tabindex: 0, role: 'application' },
    onkeydown: (event: KeyboardEvent) => {
      const way = ways[event.key]
      if (!way) return
      event.preventDefault()
      const [x, y] = way.map((each) => 20 * each) as [number, number]
      const box = { width: layer.clientWidth, height: layer.clientHeight }
      if (drag.value === 'window') window.value = draggedWindow(window.value, x, y)
      else place.value = moved(place.value, { x, y }, box)
    },
  })
  effect(() => {
    layer.hidden = drag.value === 'uncover' || brush.on.value
    layer.dataset.drag = drag.value
    layer.setAttribute(
      'aria-label',
      drag.value === 'window'
        ? 'Window: arrow keys up and down change brightness, left and right contrast'
        : 'Picture: arrow keys move it, + and − zoom, 0 puts it back',
    )
  })
  return layer
}

const ways: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}
