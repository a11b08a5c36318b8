// @ts-check
// The table and the plot of a run.
import * as echarts from 'echarts'

/**
 * @typedef {object} Setting
 * @property {string} name of the measurement
 * @property {string} backend the contestant
 * @property {string} unit
 * @property {number} rounds
 * @property {{ cpu: string | undefined, cores: number, used: string, threads: number }} machine
 * @property {Record<string, string>} versions
 */

/** @typedef {Omit<import('./statistics.mjs').Line, 'who'> & Setting} Result */

const number = (/** @type {number} */ value) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

/** @param {import('./statistics.mjs').Spread} spread */
const cellOf = ({ median, spread }) =>
  `${number(median)} (${number(spread[0])}–${number(spread[1])})`

/**
 * Markdown: a row per contestant, its ratio to each peer in one cell.
 *
 * @param {readonly Result[]} lines @param {readonly string[]} left who is left out, and why
 */
export function tableOf(lines, left) {
  const [first] = lines
  if (!first) throw new Error(['nobody could be timed.', ...left].join('\n'))
  const { machine, versions, clock } = first
  const names = [...new Set(lines.map(({ name }) => name))]
  const rows = names.flatMap((name) =>
    barsOf(lines, name).map((bar) => {
      const ratios = lines
        .filter((line) => line.name === name && line.backend === bar.backend)
        .flatMap(({ peer, ratio }) => (ratio === null ? [] : [`${ratio.toFixed(2)} × ${peer}`]))
      return `| ${name} | ${bar.backend} | ${cellOf(bar)} | ${number(bar.wall)} | ${ratios.join('<br>')} |`
    }),
  )
  const used = `${machine.cpu}, ${machine.cores} cores; everybody on core ${machine.used} with ${machine.threads} thread${machine.threads > 1 ? 's' : ''}.`
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const meaning = clock === 'cpu' ? 'CPU time' : 'wall time'
  return `${[
    used,
    '',
    `${list.join('; ')}.`,
    '',
    `Milliseconds of ${meaning}: median (quartiles); a ratio is the median of the quotients round by round.`,
    '',
    `| What | Who | ${meaning}, ms | wall, ms | Ratio |`,
    '| --- | --- | --- | --- | --- |',
    ...rows,
    ...left.flatMap((line) => ['', line]),
  ].join('\n')}\n`
}

/**
 * A line of each contestant, whose lines differ in the peer only.
 *
 * @param {readonly Result[]} lines @param {string} name of the measurement
 */
function barsOf(lines, name) {
  const own = lines.filter((line) => line.name === name)
  return [...new Map(own.map((line) => [line.backend, line])).values()]
}

/**
 * Whether the shortest bar would be too short to see beside the longest.
 *
 * @param {readonly Result[]} bars
 */
function isWide(bars) {
  const times = bars.map(({ median }) => median)
  return Math.max(...times) > 20 * Math.min(...times)
}

/** SVG: for each measurement a bar per contestant. @param {readonly Result[]} lines */
export function plotOf(lines) {
  const names = [...new Set(lines.map(({ name }) => name))]
  const bars = names.map((name) => barsOf(lines, name))
  const row = 22
  const gap = 56
  const heights = bars.map((list) => list.length * row)
  const tops = heights.map((_, i) =>
    heights.slice(0, i).reduce((sum, height) => sum + height + gap, 30),
  )
  const height = (tops.at(-1) ?? 0) + (heights.at(-1) ?? 0) + 20
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 760, height })
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: bars.map((list, i) => ({
      text: `${names[i]}, ms${isWide(list) ? ' (logarithmic)' : ''}`,
      top: (tops[i] ?? 0) - 26,
      left: 8,
      textStyle: { fontSize: 13 },
    })),
    grid: heights.map((size, i) => ({ top: tops[i], height: size, left: 260, right: 70 })),
    xAxis: bars.map((list, gridIndex) => ({
      ...(isWide(list) ? { type: 'log', min: 10 } : { type: 'value', min: 0 }),
      gridIndex,
      axisLabel: { show: false },
      splitLine: { show: false },
    })),
    yAxis: bars.map((list, gridIndex) => ({
      type: 'category',
      gridIndex,
      inverse: true,
      data: list.map(({ backend }) => backend),
      axisTick: { show: false },
    })),
    series: bars.map((list, i) => ({
      type: 'bar',
      xAxisIndex: i,
      yAxisIndex: i,
      barWidth: 14,
      data: list.map(({ median, backend }) => ({
        value: median,
        itemStyle: { color: /^(wasm|native|webgpu|cuda)/.test(backend) ? '#2a6fbb' : '#b0b6bd' },
      })),
      label: {
        show: true,
        position: 'right',
        formatter: (/** @type {{ value?: unknown }} */ { value }) => number(Number(value)),
      },
    })),
  })
  const svg = chart.renderToSVGString()
  chart.dispose() // its clock would keep the process alive
  return svg
}
