import { effect, type Signal, signal } from '@preact/signals-core'
import { button } from '../controls/controls.js'
import { icon } from '../controls/icons.js'
import { h } from '../dom.js'
import type { Session } from '../session/session.js'

/** How long the mask takes to appear, in milliseconds. */
const duration = 2600

/** The noise hides the mask until late, so the slider gives the last stretch of time more room. */
const timeAt = (place: number): number => (1 - place) ** 2
const placeOf = (time: number): number => 1 - Math.sqrt(time)

/** Under the stage: from noise to the answer, by hand or played. */
export function timeline(session: Session): HTMLElement {
  const playing = signal(false)
  const input = h('input', {
    ...{ type: 'range', min: 0, max: 1, step: 0.005, class: 'time-input' },
    'aria-label': 'From noise to the mask',
    oninput: () => {
      playing.value = false
      session.time.value = timeAt(input.valueAsNumber)
    },
  })
  const play = button('', () => (playing.value = !playing.value), { class: 'round' })
  const ticks = h('div', { class: 'ticks', 'aria-hidden': 'true' })
  const text = h('p', { class: 'time-text' })
  const track = h('div', { class: 'time-track' }, input, ticks)
  effect(() => {
    const share = placeOf(session.time.value)
    input.value = String(share)
    input.style.setProperty('--filled', `${100 * share}%`)
    input.setAttribute('aria-valuetext', inWords(session))
    text.textContent = inWords(session)
  })
  effect(() => {
    const name = playing.value ? 'pause' : 'play'
    play.replaceChildren(icon(name))
    play.setAttribute('aria-label', playing.value ? 'Pause' : 'Play from noise to the mask')
  })
  effect(() => {
    const shown = session.shown.value
    const steps = shown?.state?.steps ?? 0
    const box = [input, play]
    for (const each of box) each.disabled = !shown?.state
    ticks.replaceChildren(
      ...Array.from({ length: steps && steps + 1 }, (_, i) => {
        const tick = h('i')
        tick.style.left = `${100 * placeOf(1 - i / steps)}%`
        return tick
      }),
    )
    if (shown?.state) playing.value = !calm()
    else session.time.value = 0
  })
  playInTime(session, playing)
  return h('div', { class: 'timeline' }, play, h('div', { class: 'time' }, track, text))
}

/** Whether the visitor has asked for less motion. */
const calm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

function playInTime({ time }: Session, playing: Signal<boolean>): void {
  effect(() => {
    if (!playing.value) return
    let last = performance.now()
    const from = time.peek()
    if (from === 0) time.value = 1
    let frame = requestAnimationFrame(function tick(now) {
      const place = Math.min(1, placeOf(time.peek()) + Math.max(0, now - last) / duration)
      last = now
      time.value = timeAt(place)
      if (place < 1) frame = requestAnimationFrame(tick)
      else playing.value = false
    })
    return () => {
      cancelAnimationFrame(frame)
    }
  })
}

function inWords({ shown, time }: Session): string {
  const now = shown.value
  if (!now) return 'No mask yet'
  if (!now.state) return `One pass: the mask comes at once. Mask diffusion shows it appear.`
  const { steps } = now.state
  if (time.value === 0) return `The answer, after ${steps} ${steps === 1 ? 'step' : 'steps'}`
  if (time.value === 1) return 'Pure noise: where every mask begins'
  const step = now.state.stepAt(time.value)
  return `Noise left: ${Math.round(100 * time.value)} %. Lines: what step ${Math.max(1, step)} expects`
}
