import { effect, signal } from '@preact/signals-core'
import type { BackendName, WebSegmentation } from '@spad/web'
import { button } from '../controls/controls.js'
import { outlines } from '../contours.js'
import { context2d, h } from '../dom.js'
import { loadedModel } from '../loaded-model.js'
import type { ModelEntry } from '../model-list.js'
import type { Picture } from '../picture.js'
import type { Session } from '../session.js'
import { drawScene } from '../stage/draw.js'
import { canvasOf } from '../stage/layers.js'

const backends = [
  { name: 'webgpu', title: 'WebGPU' },
  { name: 'webgl', title: 'WebGL' },
  { name: 'wasm', title: 'WebAssembly' },
  { name: 'cpu', title: 'JavaScript' },
] as const

/** Segmentations per backend, after one to warm up. */
const rounds = 5

interface Measured {
  readonly device: string
  readonly start: number
  readonly first: number
  /** The median of the rounds, in milliseconds. */
  readonly each: number
  readonly result: WebSegmentation
}

type State =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly measured: Measured }
  | { readonly kind: 'failed'; readonly reason: string }

/** The same picture and model on every backend that this browser has, one after the other. */
export function speedView(session: Session): HTMLElement {
  const states = backends.map(() => signal<State>({ kind: 'waiting' }))
  const running = signal(false)
  let ending = new AbortController()
  const measure = async (): Promise<void> => {
    running.value = true
    ending = new AbortController()
    for (const state of states) state.value = { kind: 'waiting' }
    for (const [i, { name }] of backends.entries()) {
      const state = states[i]
      if (!state || ending.signal.aborted) break
      state.value = { kind: 'running' }
      state.value = await tryBackend(name, session, ending.signal)
    }
    running.value = false
  }
  const start = button('', () => {
    if (running.value) ending.abort()
    else void measure()
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
        `The chosen picture and model, ${rounds} times on each backend in a worker of its own. The masks should agree; the times depend on your machine.`,
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

async function tryBackend(
  name: BackendName,
  { model, picture, steps, seed }: Session,
  signal: AbortSignal,
): Promise<State> {
  try {
    const settings = { steps: steps.value, seed: seed.value }
    return {
      kind: 'done',
      measured: await time(name, model.value, picture.value, settings, signal),
    }
  } catch (error) {
    if (signal.aborted) return { kind: 'waiting' }
    const text = error instanceof Error ? error.message : String(error)
    return { kind: 'failed', reason: /\(\w+: (.*?)\)\. /.exec(text)?.[1] ?? text }
  }
}

async function time(
  backend: BackendName,
  entry: ModelEntry,
  { pixels }: Picture,
  settings: { steps: number; seed: number },
  signal: AbortSignal,
): Promise<Measured> {
  const began = performance.now()
  const { segmenter } = await loadedModel({ entry, backend }, { signal })
  try {
    const start = performance.now() - began
    const once = () => segmenter.segment(pixels, { ...settings, color: 'luma', signal })
    let result = await once()
    const first = result.timing.total
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      result = await once()
      times.push(result.timing.inference)
    }
    times.sort((a, b) => a - b)
    const each = times[rounds >> 1] ?? NaN
    return { device: segmenter.backend.device, start, first, each, result }
  } finally {
    await segmenter.dispose()
  }
}

function row(
  title: string,
  state: State,
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
    h('p', { class: 'big' }, each < 10 ? each.toFixed(1) : each.toFixed(0), h('small', {}, ' ms')),
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
