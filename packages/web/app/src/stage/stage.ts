import { computed, effect, type Signal, signal } from '@preact/signals-core'
import { context2d, h } from '../dom.js'
import type { Look } from '../look.js'
import type { Session } from '../session/session.js'
import { brushLayer } from './brush-layer.js'
import { compareSlider } from './compare-slider.js'
import { drawScene, type Scene } from './draw.js'
import { fitFrame, type Frame } from './frame.js'
import { canvasOf, editedOutlines, layersOf, mosaic } from './layers.js'

/** The picture and what is drawn over it, with the slider that uncovers it and the brush. */
export function createStage(session: Session, look: Look): HTMLElement {
  const canvas = h('canvas', { class: 'stage-canvas', role: 'img', tabindex: -1 })
  const size = signal({ width: 1, height: 1, unit: 1 })
  const scene = sceneOf(session, look)
  const frame = computed<Frame>(() => fitFrame(size.value, session.picture.value.pixels))
  const box = h('div', { class: 'stage' }, canvas)
  box.append(
    compareSlider(look, frame, size),
    brushLayer(session, look, frame, size),
    h('p', { class: 'stage-name' }),
  )
  followSize(box, size)
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

/** What the stage shows now. */
function sceneOf(session: Session, look: Look): { readonly value: Scene } {
  const bare = computed(() => canvasOf(session.picture.value.pixels))
  // an answer to another picture is not drawn over this one
  const fitting = computed(() => {
    const shown = session.shown.value
    return shown?.picture === session.picture.value ? shown : undefined
  })
  const layers = computed(() => fitting.value && layersOf(fitting.value))
  const painted = computed(() => {
    const edits = session.edits.value
    const drawn = session.showPainted.value ? edits : undefined
    return drawn && fitting.value && editedOutlines(fitting.value, drawn)
  })
  return computed<Scene>(() => {
    const shown = fitting.value
    const ready = layers.value
    const style = {
      classes: session.model.value.classes,
      hidden: look.hidden.value,
      opacity: look.opacity.value,
      divider: look.divider.value,
    }
    if (!shown || !ready) return { ...style, picture: bare.value, mask: [] }
    const common = {
      ...{ ...style, classes: shown.model.classes, picture: ready.picture },
      ...(look.truth.value && ready.truth && { truth: ready.truth }),
    }
    const mask = painted.value ?? ready.mask
    if (look.view.value === 'uncertainty')
      return { ...common, mask, uncertainty: ready.uncertainty }
    const time = session.time.value
    if (!shown.state || time === 0) return { ...common, mask }
    const step = shown.state.stepAt(time)
    return {
      ...common,
      mask: step === 0 ? [] : (ready.estimates[step - 1] ?? []),
      noise: {
        canvas: mosaic(shown.state.at(time), shown.model.classes, look.hidden.value),
        share: Math.min(1, time / 0.06),
      },
    }
  })
}

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
