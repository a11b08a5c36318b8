import { effect, signal } from '@preact/signals-core'
import type { WebSegmentation } from '@spad/web'
import { button } from '../controls/controls.js'
import { outlines } from '../contours.js'
import { context2d, h } from '../dom.js'
import type { Session } from '../session/session.js'
import { measure, type Measurement, rounds } from '../speed/measure.js'
import { drawScene } from '../stage/draw.js'
import { canvasOf } from '../stage/layers.js'

const backends = [
  { name: 'webgpu', title: 'WebGPU' },
  { name: 'webgl', title: 'WebGL' },
  { name: 'wasm', title: 'WebAssembly' },
  { name: 'cpu', title: 'JavaScript' },
] as const

/** The same picture and model on every backend that this browser has, one after the other. */
export function speedView(session: Session): HTMLElement {
  const states = backends.map(() => signal<Measurement>({ kind: 'waiting' }))
  const running = signal(false)
  let ending = new AbortController()
  const measureAll = async (): Promise<void> => {
    running.value = true
    ending = new AbortController()
    for (const state of states) state.value = { kind: 'waiting' }
    for (const [i, { name }] of backends.entries()) {
      const state = states[i]
      if (!state || ending.signal.aborted) break
      state.value = { kind: 'running' }
      state.value = await measure(name, session, ending.signal)
    }
    running.value = false
  }
  const start = button('', () => {
    if (running.value) ending.abort()
    else void measureAll()
  })
  effect(() => {
    start.textContent = running.value ? 'Stop' : 'Measure'
    start.className = running.value ? '' : 'primary'
  })
  const slowest = (): number =>
    Math.max(...states.map(({ value }) => (value.kind === 'done' ? value.measured.each : 0)))
  const reference = (): WebSegmentation | undefined =>
    states
      .map(({ value }) => (value.kind === 'done' ? value.measured.result : undefined))
      .find(Boolean)
  return h(
    'div',
    { class: 'speed-view' },
    h(
      'header',
      { class: 'lead' },
      h('h2', {}, 'One model, four ways to compute it'),
      h(
        'p',
        {},
        `The chosen picture and model, up to ${rounds} times on each backend in a worker of its own. The masks should agree; the times depend on your machine.`,
      ),
      start,
    ),
    h(
      'ol',
      { class: 'backends' },
      ...backends.map(({ title }, i) => {
        const card = h('li', { class: 'card backend' })
        effect(() => {
          const state = states[i]?.value ?? { kind: 'waiting' }
          card.dataset.state = state.kind
          card.replaceChildren(...row(title, state, session, slowest(), reference()))
        })
        return card
      }),
    ),
  )
}

function row(
  title: string,
  state: Measurement,
  session: Session,
  slowest: number,
  reference: WebSegmentation | undefined,
): HTMLElement[] {
  const heading = h('h3', {}, title)
  if (state.kind === 'waiting') return [heading, h('p', { class: 'hint' }, 'Not measured yet')]
  if (state.kind === 'running') return [heading, h('p', { class: 'hint busy' }, 'Measuring …')]
  if (state.kind === 'failed')
    return [heading, h('p', { class: 'hint' }, `Not on this machine: ${state.reason}`)]
  const { device, start, first, each, result } = state.measured
  const bar = h('div', { class: 'bar' }, h('i'))
  bar.style.setProperty('--share', String(each / slowest))
  return [
    preview(session, result),
    heading,
    h('p', { class: 'big' }, ...inUnits(each)),
    bar,
    h('p', { class: 'hint' }, device),
    h(
      'p',
      { class: 'hint' },
      `Ready in ${start.toFixed(0)} ms, first mask ${first.toFixed(0)} ms. ${agreement(result, reference)}`,
    ),
  ]
}

function agreement({ labels }: WebSegmentation, reference: WebSegmentation | undefined): string {
  if (reference?.labels.data.length !== labels.data.length) return ''
  const same = labels.data.reduce(
    (sum, label, i) => sum + Number(label === reference.labels.data[i]),
    0,
  )
  return `${((100 * same) / labels.data.length).toFixed(2)} % of the mask agrees with the first.`
}

/** The mask that this backend found. */
function preview({ picture, model }: Session, { probabilities }: WebSegmentation): HTMLElement {
  const canvas = h('canvas', { 'aria-hidden': 'true' })
  const { pixels } = picture.peek()
  const width = 400
  const height = Math.round((width * pixels.height) / pixels.width)
  const scene = {
    ...{ picture: canvasOf(pixels), classes: model.peek().classes, hidden: new Set<string>() },
    ...{ opacity: 0.4, divider: 0, mask: outlines(probabilities) },
  }
  drawScene(context2d(canvas, width, height), { left: 0, top: 0, width, height }, scene, 1)
  return canvas
}

/** A time with its unit, to three digits or so. */
function inUnits(milliseconds: number): (Node | string)[] {
  const [value, unit] = milliseconds < 1000 ? [milliseconds, 'ms'] : [milliseconds / 1000, 's']
  return [value.toFixed(value < 100 ? 1 : 0), h('small', {}, ` ${unit}`)]
}
