import { computed, effect, type Signal } from '@preact/signals-core'
import { h, svg } from '../dom.js'
import { scheduleOf, type ScheduleSettings } from './schedule.js'

const width = 800
const height = 132
const pad = { left: 34, right: 12, top: 14, bottom: 26 }

const x = (progress: number): number => pad.left + progress * (width - pad.left - pad.right)
const y = (intensity: number): number =>
  height - pad.bottom - intensity * (height - pad.top - pad.bottom)

const lines = [
  { name: 'ScD', key: 'scd' },
  { name: 'BcD', key: 'bcd' },
] as const

/** The intensities over training, with the moment that is shown: a slider as wide as the chart. */
export function scheduleChart(settings: ScheduleSettings, progress: Signal<number>): HTMLElement {
  const schedule = computed(() => scheduleOf(settings))
  const drawing = svg('svg', {
    ...{ viewBox: `0 0 ${width} ${height}`, class: 'chart', 'aria-hidden': 'true' },
  })
  const input = h('input', {
    ...{ type: 'range', min: 0, max: 1, step: 0.005, class: 'chart-input' },
    'aria-label': 'Training progress',
    oninput: () => {
      progress.value = input.valueAsNumber
    },
  })
  effect(() => {
    const at = progress.value
    const now = schedule.value(at)
    drawing.replaceChildren(
      ...grid(),
      svg('line', { class: 'playhead', x1: x(at), x2: x(at), y1: y(1.06), y2: y(0) }),
      ...lines.flatMap(({ key }) => [
        svg('polyline', {
          class: `line ${key}`,
          points: samples((p) => schedule.value(p)[key] ?? 0),
        }),
        svg('circle', { class: `dot ${key}`, cx: x(at), cy: y(now[key] ?? 0), r: 4.5 }),
      ]),
    )
    input.value = String(at)
    const strengths = lines.map(({ name, key }) => `${name} ${(now[key] ?? 0).toFixed(2)}`)
    input.setAttribute('aria-valuetext', `${Math.round(100 * at)} %: ${strengths.join(', ')}`)
  })
  return h('div', { class: 'chart-box' }, drawing, input)
}

function samples(intensity: (progress: number) => number): string {
  return Array.from({ length: 241 }, (_, i) => {
    const progress = i / 240
    return `${x(progress).toFixed(1)},${y(intensity(progress)).toFixed(1)}`
  }).join(' ')
}

function grid(): SVGElement[] {
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
        ...{ class: 'label', x: x(at), y: height - 6 },
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
      ...lines.map(({ name, key }) =>
        h('span', { class: key }, h('i'), `${name} ${(now[key] ?? 0).toFixed(2)}`),
      ),
    )
  })
  return box
}
