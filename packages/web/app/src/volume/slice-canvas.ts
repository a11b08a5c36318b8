import { computed, effect, signal } from '@preact/signals-core'
import { prepareSlices, sliceLabels, slicingOf } from '@spad/core'
import { toImageData } from '@spad/web'
import { context2d, h } from '../dom.js'
import type { Look } from '../look.js'
import { toPixels } from '../picture.js'
import { canvasOf } from '../stage/layers.js'
import { type VolumeState, windowOf } from './volume-state.js'

/** A slice with its mask: the wheel scrolls, a drag changes the window, with Shift it moves the slice. */
export function sliceCanvas(state: VolumeState, look: Look): HTMLElement {
  const canvas = h('canvas', { class: 'slice-canvas', role: 'img' })
  const place = signal({ x: 0, y: 0, zoom: 1 })
  const slicing = computed(
    () => state.open.value && slicingOf(state.open.value.scan.grid, state.axis.value),
  )
  const turn = (by: number): void => {
    const last = (slicing.value?.slices ?? 1) - 1
    state.slice.value = Math.min(last, Math.max(0, state.slice.value + by))
  }
  const zoomBy = (factor: number): void => {
    const zoom = Math.min(16, Math.max(1, place.value.zoom * factor))
    place.value = zoom === 1 ? { x: 0, y: 0, zoom } : { ...place.value, zoom }
  }
  const box = h(
    'div',
    {
      ...{ class: 'slice-box', tabindex: 0, role: 'group' },
      'aria-label': 'Slice: arrow keys scroll, + and − zoom, 0 puts back',
      onwheel: (event: WheelEvent) => {
        event.preventDefault()
        if (event.ctrlKey) zoomBy(event.deltaY < 0 ? 1.15 : 1 / 1.15)
        else turn(Math.sign(event.deltaY))
      },
      onpointerdown: (event: PointerEvent) => {
        box.setPointerCapture(event.pointerId)
      },
      onpointermove: ({ buttons, shiftKey, movementX, movementY }: PointerEvent) => {
        if (buttons === 0) return
        if (shiftKey || buttons === 4) {
          const { x, y, zoom } = place.value
          place.value = { x: x + movementX, y: y + movementY, zoom }
          return
        }
        const { center, width } = state.window.value
        state.window.value = {
          center: center + (movementY * width) / 300,
          width: width * Math.exp(movementX / 200),
        }
      },
      ondblclick: () => {
        reset()
      },
      onkeydown: (event: KeyboardEvent) => {
        const steps = keys[event.key]
        if (steps !== undefined) turn(steps)
        else if (event.key === '+') zoomBy(1.25)
        else if (event.key === '-') zoomBy(0.8)
        else if (event.key === '0') reset()
        else return
        event.preventDefault()
      },
    },
    canvas,
  )
  const reset = (): void => {
    place.value = { x: 0, y: 0, zoom: 1 }
    if (state.open.value) state.window.value = windowOf(state.open.value.scan)
  }
  const prepared = computed(
    () =>
      state.open.value &&
      prepareSlices(state.open.value.scan, { axis: state.axis.value, window: state.window.value }),
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
