import { computed, effect, signal } from '@preact/signals-core'
import { prepareSlices, sliceLabels, slicingOf } from '@spad/core'
import { toImageData } from '@spad/web'
import { context2d, h } from '../dom.js'
import type { Look } from '../look.js'
import { toPixels } from '../picture.js'
import { canvasOf } from '../stage/layers.js'
import { followGestures } from '../viewer/gestures.js'
import { home } from '../viewer/place.js'
import { draggedWindow } from '../viewer/window.js'
import { type VolumeState, windowOf } from './volume-state.js'

/** A slice with its mask: the wheel scrolls, a drag changes the window, with Shift it moves the slice. */
export function sliceCanvas(state: VolumeState, look: Look): HTMLElement {
  const canvas = h('canvas', { class: 'slice-canvas', role: 'img' })
  const place = signal(home)
  const slicing = computed(
    () => state.open.value && slicingOf(state.open.value.scan.grid, state.axis.value),
  )
  const turn = (by: number): void => {
    const last = (slicing.value?.slices ?? 1) - 1
    state.slice.value = Math.min(last, Math.max(0, state.slice.value + by))
  }
  const box = h(
    'div',
    {
      ...{ class: 'slice-box', tabindex: 0, role: 'group' },
      'aria-label': 'Slice: arrow keys scroll, + and − zoom, 0 puts back',
      onkeydown: (event: KeyboardEvent) => {
        const steps = keys[event.key]
        if (steps === undefined) return
        turn(steps)
        event.preventDefault()
      },
    },
    canvas,
  )
  const reset = (): void => {
    place.value = home
    if (state.shown.value) state.window.value = windowOf(state.shown.value)
  }
  followGestures(box, {
    ...{ place, turn, reset, drag: () => 'window' },
    window: (x, y) => (state.window.value = draggedWindow(state.window.value, x, y)),
  })
  const prepared = computed(
    () =>
      state.shown.value &&
      prepareSlices(state.shown.value, { axis: state.axis.value, window: state.window.value }),
  )
  effect(() => {
    if (!prepared.value || !slicing.value) return
    const { height, width, spacing, slices } = slicing.value
    const slice = Math.min(state.slice.value, slices - 1)
    const context = context2d(canvas, width, height)
    context.putImageData(toPixels(prepared.value.picture(slice)), 0, 0)
    const answer = state.answer.value
    if (answer && answer.of === state.open.value) {
      const labels = sliceLabels(slicing.value, answer.found.labels.data, slice)
      const mask = toImageData({ labels }, answer.model.classes, { opacity: look.opacity.value })
      context.drawImage(canvasOf(mask), 0, 0)
    }
    const aspect = (width * spacing[1]) / (height * spacing[0])
    canvas.style.setProperty('--aspect', String(aspect))
    canvas.setAttribute('aria-label', `Slice ${slice + 1} of ${slices}, ${state.axis.value}`)
  })
  effect(() => {
    const { x, y, zoom } = place.value
    canvas.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`
  })
  return box
}

const keys: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowLeft: -1,
  ArrowDown: 1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
}
