import { computed, effect, type Signal, signal } from '@preact/signals-core'
import { h, svg } from '../dom.js'
import { scheduled, scheduleOf, type ScheduleSettings } from './schedule.js'

const height = 150
const pad = { left: 30, right: 8, top: 10, bottom: 24 }

/** From progress and intensity to the drawing's units, which are CSS pixels. */
interface Scale {
  readonly x: (progress: number) => number
  readonly y: (intensity: number) => number
}

const scaleOf = (width: number): Scale => ({
  x: (progress) => pad.left + progress * (width - pad.left - pad.right),
  y: (intensity) => height - pad.bottom - intensity * (height - pad.top - pad.bottom),
})

const names: Readonly<Record<string, string>> = { scd: 'ScD', bcd: 'BcD', gaussian: 'Gaussian' }

/** One line for each noise that the schedule knows. */
const linesOf = ({ schedule }: ScheduleSettings): { name: string; key: string }[] =>
  scheduled(schedule.value).map((key) => ({ key, name: names[key] ?? key }))

/** The intensities over training, with the moment that is shown: a slider as wide as the chart. */
export function scheduleChart(settings: ScheduleSettings, progress: Signal<number>): HTMLElement {
  const schedule = computed(() => scheduleOf(settings))
  const width = signal(800)
  const drawing = svg('svg', { class: 'chart', 'aria-hidden': 'true', height })
  const input = h('input', {
    ...{ type: 'range', min: 0, max: 1, step: 0.005, class: 'chart-input' },
    'aria-label': 'Training progress',
    oninput: () => {
      progress.value = input.valueAsNumber
    },
  })
  const box = h('div', { class: 'chart-box' }, drawing, input)
  new ResizeObserver(() => {
    width.value = Math.max(200, box.clientWidth)
  }).observe(box)
  effect(() => {
    const [scale, lines] = [scaleOf(width.value), linesOf(settings)]
    const { x, y } = scale
    const at = progress.value
    const now = schedule.value(at)
    drawing.setAttribute('viewBox', `0 0 ${width.value} ${height}`)
    drawing.replaceChildren(
      ...grid(scale),
      svg('line', { class: 'playhead', x1: x(at), x2: x(at), y1: y(1.06), y2: y(0) }),
      ...lines.flatMap(({ key }) => [
        curve(scale, key, (p) => schedule.value(p)[key] ?? 0),
        svg('circle', { class: `dot ${key}`, cx: x(at), cy: y(now[key] ?? 0), r: 6 }),
      ]),
    )
    input.value = String(at)
    const strengths = lines.map(({ name, key }) => `${name} ${(now[key] ?? 0).toFixed(2)}`)
    input.setAttribute('aria-valuetext', `${Math.round(100 * at)} %: ${strengths.join(', ')}`)
  })
  return box
}

function curve({ x, y }: Scale, key: string, intensity: (progress: number) => number): SVGElement {
  const points = Array.from({ length: 241 }, (_, i) => {
    const progress = i / 240
    return `${x(progress).toFixed(1)},${y(intensity(progress)).toFixed(1)}`
  })
  return svg('polyline', { class: `line ${key}`, points: points.join(' ') })
}

function grid({ x, y }: Scale): SVGElement[] {
  const levels = [0, 0.5, 1].flatMap((level) => [
    svg('line', { class: 'rule', x1: x(0), x2: x(1), y1: y(level), y2: y(level) }),
    svg(
      'text',
      { class: 'label', x: x(0) - 8, y: y(level) + 4, 'text-anchor': 'end' },
      String(level),
    ),
  ])
  const moments = [0, 0.25, 0.5, 0.75, 1].map((at) =>
    svg(
      'text',
      {
        ...{ class: 'label', x: x(at), y: height - 4 },
        'text-anchor': at === 0 ? 'start' : at === 1 ? 'end' : 'middle',
      },
      `${100 * at} %`,
    ),
  )
  return [...levels, ...moments]
}

/** What the chart shows at this moment, in numbers. */
export function readings(settings: ScheduleSettings, progress: Signal<number>): HTMLElement {
  const box = h('p', { class: 'readings' })
  effect(() => {
    const now = scheduleOf(settings)(progress.value)
    box.replaceChildren(
      h('span', {}, `${Math.round(100 * progress.value)} % of training`),
      ...linesOf(settings).map(({ name, key }) =>
        h('span', { class: key }, h('i'), `${name} ${(now[key] ?? 0).toFixed(2)}`),
      ),
    )
  })
  return box
}
