import { computed, effect, type Signal, signal } from '@preact/signals-core'
import { context2d, h } from '../dom.js'
import { type Look, resetView } from '../look.js'
import type { Session } from '../session/session.js'
import { followGestures } from '../viewer/gestures.js'
import { draggedWindow } from '../viewer/window.js'
import { brushLayer } from './brush-layer.js'
import { compareSlider } from './compare-slider.js'
import { drawScene } from './draw.js'
import { fitFrame, type Frame, placedFrame } from './frame.js'
import { sceneOf } from './scene.js'
import { viewLayer } from './view-layer.js'

/** The picture and what is drawn over it, with the slider that uncovers it and the brush. */
export function createStage(session: Session, look: Look): HTMLElement {
  const canvas = h('canvas', { class: 'stage-canvas', role: 'img', tabindex: -1 })
  const size = signal({ width: 1, height: 1, unit: 1 })
  const scene = sceneOf(session, look)
  const frame = computed<Frame>(() => {
    const whole = fitFrame(size.value, session.picture.value.pixels)
    return placedFrame(whole, size.value, look.place.value)
  })
  const box = h('div', { class: 'stage' }, canvas)
  box.append(
    compareSlider(look, frame, size),
    viewLayer(look),
    brushLayer(session, look, frame, size),
    h('p', { class: 'stage-name' }),
  )
  followSize(box, size)
  followGestures(box, {
    place: look.place,
    reset: () => {
      resetView(look)
    },
    drag: () => (look.brush.on.value || look.drag.value === 'uncover' ? 'leave' : look.drag.value),
    window: (x, y) => (look.window.value = draggedWindow(look.window.value, x, y)),
    pinched: () => {
      look.brush.interrupted.value++
    },
  })
  session.picture.subscribe(() => {
    resetView(look)
  })
  effect(() => {
    const { width, height, unit } = size.value
    const now = scene.value
    const context = context2d(canvas, width, height)
    drawScene(context, frame.value, now, unit)
  })
  effect(() => {
    canvas.setAttribute('aria-label', describe(session))
    const name = box.querySelector('.stage-name')
    if (name) name.textContent = session.picture.value.name
    box.style.setProperty('--aspect', aspect(session.picture.value.pixels))
  })
  return box
}

const aspect = ({ width, height }: ImageData): string => `${width} / ${height}`

function followSize(
  box: HTMLElement,
  size: Signal<{ width: number; height: number; unit: number }>,
): void {
  new ResizeObserver(() => {
    const unit = devicePixelRatio
    const { width, height } = box.getBoundingClientRect()
    size.value = {
      width: Math.max(1, Math.round(width * unit)),
      height: Math.max(1, Math.round(height * unit)),
      unit,
    }
  }).observe(box)
}

/** The stage in words. */
function describe({ picture, shown }: Session): string {
  const found = shown.value
  if (found?.picture !== picture.value) return `${picture.value.name}, not segmented yet`
  const { data } = found.result.labels
  const parts = found.model.classes.slice(1).map(({ name }, i) => {
    const share = data.reduce((sum, label) => sum + Number(label === i + 1), 0) / data.length
    return `${name} ${(100 * share).toFixed(1)} %`
  })
  return `${picture.value.name} with its mask: ${parts.join(', ')} of the picture`
}
