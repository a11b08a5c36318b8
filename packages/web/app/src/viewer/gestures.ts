import type { Signal } from '@preact/signals-core'
import { moved, type Offset, type Place, zoomed } from './place.js'

/** What the pointer, the wheel, two fingers and keys do to a picture in a box. */
export interface Gestures {
  readonly place: Signal<Place>
  /** What a drag does without Shift, which always moves; `leave`: it is of what lies in the box. */
  readonly drag: () => 'window' | 'move' | 'leave'
  readonly window: (x: number, y: number) => void
  /** What the wheel turns without Ctrl, which always zooms; without it the wheel scrolls the page. */
  readonly turn?: (by: number) => void
  /** Two fingers have taken over from one. */
  readonly pinched?: () => void
  readonly reset: () => void
}

/** Listens before what lies in the box does, so that moving and zooming work over it. */
export function followGestures(box: HTMLElement, gestures: Gestures): void {
  const { place, drag, window, turn, pinched, reset } = gestures
  const fingers = new Map<number, Offset>()
  let dragging: 'window' | 'move' | 'pinch' | 'leave' = 'leave'

  const offsetOf = ({ clientX, clientY }: MouseEvent): Offset => {
    const { left, top, width, height } = box.getBoundingClientRect()
    return { x: clientX - left - width / 2, y: clientY - top - height / 2 }
  }
  const move = (by: Offset): void => {
    place.value = moved(place.value, by, { width: box.clientWidth, height: box.clientHeight })
  }
  const taken = (event: Event): void => {
    event.preventDefault()
    event.stopPropagation()
  }
  const down = (event: PointerEvent): void => {
    fingers.set(event.pointerId, offsetOf(event))
    if (fingers.size > 1) pinched?.()
    const moves = event.shiftKey || event.button === 1
    dragging = fingers.size > 1 ? 'pinch' : moves ? 'move' : drag()
    if (dragging === 'leave') return
    box.setPointerCapture(event.pointerId)
    taken(event)
  }
  const change = (event: PointerEvent): void => {
    const from = fingers.get(event.pointerId)
    if (!from || dragging === 'leave') return
    taken(event)
    const to = offsetOf(event)
    fingers.set(event.pointerId, to)
    const by = { x: to.x - from.x, y: to.y - from.y }
    if (dragging === 'window') window(by.x, by.y)
    else if (dragging === 'move') move(by)
    else pinch(event.pointerId, from, to, by)
  }
  const pinch = (id: number, from: Offset, to: Offset, by: Offset): void => {
    const [other] = [...fingers].filter(([each]) => each !== id).map(([, at]) => at)
    if (!other) return
    const distance = (at: Offset): number => Math.hypot(at.x - other.x, at.y - other.y)
    const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 }
    move({ x: by.x / 2, y: by.y / 2 })
    place.value = zoomed(place.value, distance(to) / Math.max(1, distance(from)), middle)
  }
  const up = (event: PointerEvent): void => {
    fingers.delete(event.pointerId)
    if (dragging !== 'leave') event.stopPropagation()
    if (fingers.size === 0) dragging = 'leave'
  }
  const wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !turn) return
    taken(event)
    if (!event.ctrlKey) turn?.(Math.sign(event.deltaY))
    else place.value = zoomed(place.value, event.deltaY < 0 ? 1.15 : 1 / 1.15, offsetOf(event))
  }
  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey) return
    if (event.key === '+') place.value = zoomed(place.value, 1.25)
    else if (event.key === '-') place.value = zoomed(place.value, 0.8)
    else if (event.key === '0') reset()
    else return
    event.preventDefault()
  }
  const first = { capture: true, passive: false }
  box.addEventListener('pointerdown', down, first)
  box.addEventListener('pointermove', change, first)
  for (const ending of ['pointerup', 'pointercancel'] as const)
    box.addEventListener(ending, up, first)
  box.addEventListener('wheel', wheel, first)
  box.addEventListener('keydown', key)
  box.addEventListener('dblclick', () => {
    if (drag() !== 'leave') reset()
  })
  // a range input begins its drag with these, whatever became of the pointer's event
  const start = (event: Event): void => {
    if (dragging !== 'leave') taken(event)
  }
  for (const each of ['mousedown', 'touchstart']) box.addEventListener(each, start, first)
}
