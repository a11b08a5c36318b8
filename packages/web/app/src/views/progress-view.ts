import { computed, effect, signal, type Signal } from '@preact/signals-core'
import { button, segmented, slider, toggle } from '../controls/controls.js'
import { icon } from '../controls/icons.js'
import { h } from '../dom.js'
import { rasterOf } from '../fit.js'
import { readings, scheduleChart } from '../progress/chart.js'
import { noised, startNoise, type Subject, subjectOf } from '../progress/noised.js'
import { paintImage, paintTarget } from '../progress/paint.js'
import { type NoiseChoice, noiseChoice } from '../progress/noise-settings.js'
import { recipeFacts } from '../progress/recipe-facts.js'
import { scheduleOf } from '../progress/schedule.js'
import type { Session } from '../session/session.js'

/** How long a training takes here, in milliseconds. */
const duration = 9000

const figures = [
  { key: 'both', title: 'What the network sees', text: () => 'All noises together' },
  { key: 'scd', title: 'ScD', text: () => 'Noise inside the target; outlined anchors stay' },
  { key: 'bcd', title: 'BcD', text: () => 'Noise along the boundary' },
  {
    ...{ key: 'target', title: 'The mask it is taught' },
    text: ({ blurTarget }: NoiseChoice) =>
      blurTarget.value ? 'Soft where the boundary is in doubt' : 'The true mask, as it is drawn',
  },
  {
    ...{ key: 'weight', title: 'How much the loss listens' },
    text: ({ weighLoss }: NoiseChoice) =>
      weighLoss.value ? 'Bright: fully. Dark: hardly' : 'Everywhere alike',
  },
] as const

/** PaS, live: a slider over training, and what ScD and BcD do at each moment of it. */
export function progressView(session: Session, seen: () => boolean): HTMLElement {
  const choice = noiseChoice(session.model)
  const { schedule: settings, noise } = choice
  choice.recipe.subscribe(choice.reset)
  const progress = signal(0.05)
  const seed = signal(1)
  const canvases = new Map(
    figures.map(({ key }) => [key, h('canvas', { 'aria-hidden': 'true' })] as const),
  )
  const subject = subjectSignal(session, seen)
  const shown = computed(() => {
    const now = subject.value
    if (!now || !seen()) return undefined
    const intensity = scheduleOf(settings)(progress.value)
    const options = { noise: noise.value, seed: seed.value }
    return { now, intensity, frame: noised(now, intensity, options) }
  })
  effect(() => {
    if (!shown.value) return
    const { now, intensity, frame } = shown.value
    const marks = (intensity.scd ?? 0) > 0 ? frame.anchors : undefined
    const paint = (key: (typeof figures)[number]['key'], draw: (c: HTMLCanvasElement) => void) => {
      const canvas = canvases.get(key)
      if (canvas) draw(canvas)
    }
    paint('both', (canvas) => {
      paintImage(canvas, frame.both)
    })
    paint('scd', (canvas) => {
      paintImage(canvas, frame.scd, marks)
    })
    paint('bcd', (canvas) => {
      paintImage(canvas, frame.bcd)
    })
    paint('target', (canvas) => {
      paintTarget(canvas, frame.target, now.classes)
    })
    paint('weight', (canvas) => {
      paintImage(canvas, frame.weight)
    })
  })
  return h(
    'div',
    { class: 'progress-view' },
    h(
      'header',
      { class: 'lead' },
      h('h2', {}, 'Coarse structure first, fine contours last'),
      h(
        'p',
        {},
        'In training, ScD noises parts of the target and BcD its boundary. The progress-aware scheduler, PaS, withdraws both: move through a training and see what is left of them.',
      ),
      recipeFacts(choice),
    ),
    h(
      'section',
      { class: 'card wide', 'aria-label': 'Intensity of ScD and BcD over training' },
      scheduleChart(settings, progress),
      h(
        'div',
        { class: 'row spread' },
        player(progress),
        readings(settings, progress),
        segmented(settings.curve, 'Curve', [
          { value: 'cosine', label: 'Cosine' },
          { value: 'linear', label: 'Linear' },
          { value: 'sigmoid', label: 'Sigmoid' },
          { value: 'step', label: 'Steps' },
        ]),
      ),
    ),
    h(
      'div',
      { class: 'figures' },
      ...figures.map(({ key, title, text }) =>
        h(
          'figure',
          { class: `figure ${key}` },
          canvases.get(key),
          h(
            'figcaption',
            {},
            h('strong', {}, title),
            textOf(() => text(choice)),
          ),
        ),
      ),
      h(
        'section',
        { class: 'card', 'aria-label': 'Settings of ScD, BcD and PaS' },
        slider(settings.scdEnd, { label: 'ScD is over at', ...ends }),
        slider(settings.bcdEnd, { label: 'BcD is over at', ...ends }),
        slider(choice.keep, { label: 'Anchors kept', min: 0, max: 1, step: 0.05, format: percent }),
        slider(choice.tau, {
          ...{ label: 'Width of the band', min: 0.5, max: 4, step: 0.5 },
          format: (value) => `${value} px`,
        }),
        toggle(choice.blurTarget, 'Soft targets'),
        toggle(choice.weighLoss, 'The loss listens less at boundaries'),
        h(
          'div',
          { class: 'row' },
          button('As in the recipe', choice.reset),
          button('Other noise', () => seed.value++),
        ),
      ),
    ),
  )
}

const percent = (value: number): string => `${Math.round(100 * value)} %`
const ends = { min: 0.05, max: 1, step: 0.01, format: percent }

function textOf(text: () => string): HTMLElement {
  const span = h('span')
  effect(() => {
    span.textContent = text()
  })
  return span
}

/** The session's picture and its mask, at the network's size: a phantom's true one, or the model's. */
function subjectSignal(session: Session, seen: () => boolean): Signal<Subject | undefined> {
  const subject = signal<Subject | undefined>(undefined)
  effect(() => {
    const picture = session.picture.value
    const model = session.model.value
    const shown = session.shown.value
    if (!seen()) return
    const own = shown?.picture === picture ? shown.result.labels : undefined
    const labels = picture.phantom?.kind === model.kind ? picture.phantom.truth : own
    if (!labels) return
    const image = picture.phantom?.image ?? rasterOf(picture.pixels, 1)
    let stale = false
    void startNoise()
      .then(() => subjectOf(image, labels, model.classes, model.size))
      .then((made) => {
        if (!stale) subject.value = made
      })
    return () => {
      stale = true
    }
  })
  return subject
}

/** Runs through a training. */
function player(progress: Signal<number>): HTMLElement {
  const playing = signal(false)
  const play = button('', () => (playing.value = !playing.value), { class: 'round' })
  effect(() => {
    play.replaceChildren(icon(playing.value ? 'pause' : 'play'))
    play.setAttribute('aria-label', playing.value ? 'Pause' : 'Run through the training')
  })
  effect(() => {
    if (!playing.value) return
    if (progress.peek() >= 1) progress.value = 0
    let last = performance.now()
    let frame = requestAnimationFrame(function tick(now) {
      progress.value = Math.min(1, progress.peek() + Math.max(0, now - last) / duration)
      last = now
      if (progress.peek() < 1) frame = requestAnimationFrame(tick)
      else playing.value = false
    })
    return () => {
      cancelAnimationFrame(frame)
    }
  })
  return play
}
