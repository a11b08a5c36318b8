// @ts-check
import { CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { isNumber, mean } from '../stats/numbers.mjs'
import { cellsOf, compareAll } from './compare.mjs'

/** Colours that stay apart for colour-blind readers (Okabe and Ito 2008). */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000']

/**
 * The plots of a study as SVG texts, by file name.
 *
 * @param {readonly import('../lines.mjs').Line[]} lines
 * @param {{ baseline: string }} options
 * @returns {Record<string, string>}
 */
export function plots(lines, { baseline }) {
  const cells = cellsOf(lines, baseline)
  const compared = compareAll(cells, baseline)
  /** @type {Record<string, string>} */
  const files = {}
  for (const key of ['dice', 'hd95']) {
    const rows = compared.filter(({ metric }) => metric.key === key)
    if (rows.length > 0) files[`${key}.svg`] = forest(rows, baseline)
  }
  for (const set of new Set(cells.map((cell) => cell.set))) {
    const clean = cells.filter((cell) => cell.set === set && cell.regime === 'clean')
    const curves = clean.map((cell) => ({ name: cell.variant, points: riskCurve(cell) }))
    if (curves.some(({ points }) => points.length > 0))
      files[`risk-${set}.svg`] = riskPlot(set, curves)
  }
  return files
}

/** Differences to the baseline with their intervals over seeds, a row each. @param {ReturnType<typeof compareAll>} rows @param {string} baseline */
function forest(rows, baseline) {
  const labels = rows.map(({ cell: { set, regime, variant } }) =>
    [set, ...(regime === 'clean' ? [] : [regime]), variant].join(', '),
  )
  const metric = rows[0]?.metric
  const label = `${metric?.label} minus that of ${baseline} (${metric?.better} is better): mean and 95 % interval over seeds; points: seeds`
  return draw(900, 80 + 24 * rows.length, label, {
    grid: { left: 280, right: 30, top: 40, bottom: 36 },
    xAxis: {
      type: 'value',
      axisLine: { show: true },
      scale: true,
      splitLine: { lineStyle: { color: '#ddd' } },
    },
    yAxis: { type: 'category', data: labels, inverse: true, axisTick: { show: false } },
    series: [
      {
        type: 'custom',
        renderItem: drawInterval,
        data: rows.map(({ seeds }, i) => [
          i,
          seeds.low ?? seeds.mean,
          seeds.high ?? seeds.mean,
          seeds.mean,
        ]),
        encode: { x: [1, 2, 3], y: 0 },
      },
      {
        type: 'scatter',
        symbolSize: 4,
        itemStyle: { color: '#888' },
        data: rows.flatMap(({ gains }, i) => gains.map((gain) => [gain, i])),
      },
    ],
  })
}

/** @param {unknown} _ @param {any} api */
function drawInterval(_, api) {
  const [low, high, middle] = [1, 2, 3].map((at) => api.coord([api.value(at), api.value(0)]))
  const [zero] = api.coord([0, api.value(0)])
  const color = high[0] < zero || low[0] > zero ? COLORS[1] : COLORS[0]
  return {
    type: 'group',
    children: [
      {
        type: 'line',
        shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] },
        style: { stroke: color, lineWidth: 2 },
      },
      { type: 'circle', shape: { cx: middle[0], cy: middle[1], r: 4 }, style: { fill: color } },
    ],
  }
}

/** @param {string} set @param {{ name: string, points: [number, number][] }[]} curves */
function riskPlot(set, curves) {
  return draw(
    640,
    360,
    `${set}: share of wrong pixels among the surest ones, by how many are looked at`,
    {
      legend: { bottom: 0, type: 'plain' },
      grid: { left: 70, right: 20, top: 40, bottom: 60 },
      xAxis: { type: 'value', min: 0, max: 1 },
      yAxis: { type: 'value', scale: true },
      series: curves.map(({ name, points }, i) => ({
        type: 'line',
        name,
        data: points,
        showSymbol: false,
        color: COLORS[i % COLORS.length],
        lineStyle: { width: 2 },
      })),
    },
  )
}

/** The mean risk over runs at each coverage. @param {import('./compare.mjs').Cell} cell @returns {[number, number][]} */
function riskCurve({ bySeed }) {
  const curves = [...bySeed.values()]
    .flat()
    .flatMap(({ calibration }) => (calibration?.risks ? [calibration.risks] : []))
  const [first = []] = curves
  return first.map((/** @type {number} */ _, /** @type {number} */ i) => [
    (i + 1) / first.length,
    mean(curves.map((curve) => curve[i]).filter(isNumber)),
  ])
}

/** @param {number} width @param {number} height @param {string} title @param {object} option */
function draw(width, height, title, option) {
  use([
    CustomChart,
    LineChart,
    ScatterChart,
    GridComponent,
    LegendComponent,
    TitleComponent,
    SVGRenderer,
  ])
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#fff',
      textStyle: { fontFamily: 'sans-serif', fontSize: 12 },
      title: { text: title, textStyle: { fontSize: 13, fontWeight: 'normal' }, left: 10, top: 8 },
      ...option,
    })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}
