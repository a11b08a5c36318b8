import { effect, type ReadonlySignal, signal } from '@preact/signals-core'
import type { LabelMap } from '@spad/core'
import { type Edits, untouched } from '../contours.js'
import { h } from '../dom.js'
import { cssColor, type Look } from '../look.js'
import type { Session } from '../session/session.js'
import { beginStroke, undoStroke } from '../session/strokes.js'
import type { Frame } from './frame.js'

/** A place in the picture, `[0, 1]` in both directions. */
interface Place {
  readonly x: number
  readonly y: number
}

/** Takes the pointer, or the arrow keys and the space bar, while the brush is on. */
export function brushLayer(
  session: Session,
  look: Look,
  frame: ReadonlySignal<Frame>,
  size: ReadonlySignal<{ readonly unit: number }>,
): HTMLElement {
  const { brush } = look
  const at = signal<Place>({ x: 0.5, y: 0.5 })
  let begun = false
  const ring = h('div', { class: 'brush-ring', 'aria-hidden': 'true' })
  const layer = h(
    'div',
    {
      ...{ class: 'brush-layer', tabindex: 0, role: 'application' },
      'aria-label': 'Brush: arrow keys move it, the space bar paints',
      onpointerdown: (event: PointerEvent) => {
        layer.setPointerCapture(event.pointerId)
        begun = false
        stroke(event, placeOf(event))
      },
      onpointermove: (event: PointerEvent) => {
        const to = placeOf(event)
        if (event.buttons === 1) stroke(event, to)
        else at.value = to
      },
      onpointerup: () => {
        begun = false
      },
      onkeydown: (event: KeyboardEvent) => {
        const move = moves[event.key]
        if (move) at.value = moved(at.value, move, event.shiftKey ? 0.05 : 0.01)
        if (event.key === ' ' && !event.repeat) begun = false
        if (event.key === ' ') draw(at.value, at.value)
        const undo = event.key === 'z' && (event.ctrlKey || event.metaKey)
        if (undo) undoStroke(session)
        if (move || undo || event.key === ' ') event.preventDefault()
      },
    },
    ring,
  )
  const placeOf = ({ offsetX, offsetY }: PointerEvent): Place => ({
    x: offsetX / layer.clientWidth,
    y: offsetY / layer.clientHeight,
  })
  const stroke = (event: PointerEvent, to: Place): void => {
    draw(event.type === 'pointerdown' ? to : at.value, to)
    at.value = to
  }
  // a stroke that changes nothing is none
  const draw = (from: Place, to: Place): void => {
    const shown = session.shown.value
    if (shown?.picture !== session.picture.value) return
    const painted = paint(shown.result.labels, session.edits.value, look, from, to)
    if (!painted) return
    if (!begun) beginStroke(session)
    begun = true
    session.showPainted.value = true
    session.edits.value = painted.every((label) => label === untouched) ? undefined : painted
  }
  brush.interrupted.subscribe(() => {
    if (begun) undoStroke(session)
    begun = false
  })
  effect(() => {
    layer.hidden = !brush.on.value
    const { left, top, width, height } = frame.value
    const { unit } = size.value
    const diameter = (brush.size.value * Math.min(width, height)) / unit
    Object.assign(layer.style, {
      left: `${left / unit}px`,
      top: `${top / unit}px`,
      width: `${width / unit}px`,
      height: `${height / unit}px`,
    })
    Object.assign(ring.style, {
      left: `${100 * at.value.x}%`,
      top: `${100 * at.value.y}%`,
      width: `${diameter}px`,
      height: `${diameter}px`,
    })
    const painted = session.model.value.classes[brush.label.value]
    ring.style.borderColor = painted && brush.label.value > 0 ? cssColor(painted) : '#fff'
  })
  return layer
}

const moves: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

function moved(from: Place, by: Place, distance: number): Place {
  const within = (value: number): number => Math.min(1, Math.max(0, value))
  return { x: within(from.x + distance * by.x), y: within(from.y + distance * by.y) }
}

/** Paints the brush's class along a line over labels; nothing if that changes none of them. */
function paint(
  { data, width, height }: LabelMap,
  edits: Edits | undefined,
  { brush }: Look,
  from: Place,
  to: Place,
): Edits | undefined {
  const painted = edits?.slice() ?? new Uint8Array(width * height).fill(untouched)
  const label = brush.label.value
  let changes = 0
  const dot = (pixel: number): void => {
    const value = label === data[pixel] ? untouched : label
    if (value !== painted[pixel]) changes++
    painted[pixel] = value
  }
  const radius = (brush.size.value * Math.min(width, height)) / 2
  const dots = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) * width))
  for (let i = 0; i <= dots; i++) {
    const x = (from.x + ((to.x - from.x) * i) / dots) * width
    const y = (from.y + ((to.y - from.y) * i) / dots) * height
    const [top, left] = [Math.max(0, Math.floor(y - radius)), Math.max(0, Math.floor(x - radius))]
    for (let row = top; row <= Math.min(height - 1, y + radius); row++)
      for (let column = left; column <= Math.min(width - 1, x + radius); column++)
        if (Math.hypot(column + 0.5 - x, row + 0.5 - y) <= radius) dot(row * width + column)
  }
  return changes > 0 ? painted : undefined
}
