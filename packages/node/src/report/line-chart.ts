import { LineChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, MarkPointComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { SVGRenderer } from 'echarts/renderers'
import { escapeHtml } from './escape-html.js'

export interface Series {
  readonly name: string
  /** `[x, y]`, x rising. */
  readonly points: readonly (readonly [number, number])[]
  /** Which of the report's line colours, from 0. */
  readonly color: number
  readonly dashed?: boolean
}

export interface LineChartOptions {
  /** What the chart shows, for those who cannot see it. */
  readonly label: string
  readonly series: readonly Series[]
  /** The last x, so that several charts line up. */
  readonly xMax: number
  /** The range of y; without it the data's. */
  readonly yRange?: readonly [number, number]
  /** A dot with a text at a point. */
  readonly mark?: { readonly at: readonly [number, number]; readonly text: string }
}

const WIDTH = 640
const HEIGHT = 250

/**
 * Colours that stand in the SVG only until they are replaced by the page's variables: a chart drawn
 * once then follows the reader's light or dark scheme.
 */
const INK = { grid: '#0a0b01', axis: '#0a0b02', text: '#0a0b03', paper: '#0a0b04' } as const
const lineInk = (index: number): string => `#0a0c${String(index % 4).padStart(2, '0')}`

/** Draws lines over training steps as an SVG text that follows the page's colours. */
export function lineChart(options: LineChartOptions): string {
  use([LineChart, GridComponent, MarkLineComponent, MarkPointComponent, LabelLayout, SVGRenderer])
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT })
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'inherit', fontSize: 12 },
      grid: { left: 54, right: 96, top: 16, bottom: 30 },
      xAxis: {
        ...axis(),
        min: 0,
        max: options.xMax,
        ...(options.xMax > 1 && { minInterval: 1 }),
        splitLine: { show: false },
        splitNumber: 5,
        // names of lines that end at 0 stand right of it, and may reach below
        axisLabel: { color: INK.text, alignMaxLabel: 'right' },
      },
      yAxis: { ...axis(), ...range(options), axisLine: { show: false }, splitNumber: 4 },
      series: drawn(options),
    })
    return themed(chart.renderToSVGString(), options.label)
  } finally {
    chart.dispose()
  }
}

function axis() {
  return {
    type: 'value' as const,
    axisLine: { lineStyle: { color: INK.axis } },
    axisTick: { show: false },
    axisLabel: { color: INK.text },
    splitLine: { lineStyle: { color: INK.grid } },
  }
}

function range({ yRange }: LineChartOptions) {
  return yRange
    ? { min: yRange[0], max: yRange[1], interval: (yRange[1] - yRange[0]) / 4 }
    : { scale: false, min: 0 }
}

function drawn({ series, mark }: LineChartOptions) {
  return series.map(({ name, points, color, dashed = false }, i) => ({
    type: 'line' as const,
    name,
    data: points.map(([x, y]) => [x, y]),
    showSymbol: points.length === 1,
    symbol: 'circle',
    symbolSize: 6,
    color: lineInk(color),
    lineStyle: { width: 2, ...(dashed ? { type: [5, 4] } : {}) },
    endLabel: {
      // without a text echarts prints the value
      show: points.length > 0 && name !== '',
      formatter: name,
      color: lineInk(color),
      fontWeight: 600,
    },
    // lines that end close together would print their names on top of each other
    labelLayout: { moveOverlap: 'shiftY' as const },
    ...(mark && i === 0 ? { markPoint: dot(mark) } : {}),
  }))
}

function dot({ at, text }: NonNullable<LineChartOptions['mark']>) {
  return {
    symbol: 'circle',
    symbolSize: 9,
    itemStyle: { color: lineInk(0), borderColor: INK.paper, borderWidth: 2 },
    label: {
      show: true,
      formatter: text,
      position: 'bottom' as const,
      align: 'right' as const,
      color: INK.text,
      distance: 8,
    },
    data: [{ coord: [at[0], at[1]] }],
  }
}

function themed(svg: string, label: string): string {
  const inked = svg
    .replaceAll(INK.grid, 'var(--grid)')
    .replaceAll(INK.axis, 'var(--axis)')
    .replaceAll(INK.text, 'var(--muted)')
    .replaceAll(INK.paper, 'var(--card)')
    .replace(/#0a0c0(\d)/g, 'var(--line-$1)')
    // what happens under a pointer: these charts are pictures
    .replace(/<style[^]*?<\/style>/g, '')
    .replace(/ class="[^"]*"/g, '')
  return inked.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(label)}" `)
}
