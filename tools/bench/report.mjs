// The table and the plot of a run.
import * as echarts from 'echarts'

const number = (value) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

const cellOf = ({ median, spread }) =>
  `${number(median)} (${number(spread[0])}–${number(spread[1])})`

/** Markdown: a row per contestant, its ratio to each peer in one cell. */
export function tableOf(lines, left) {
  const [{ machine, versions, clock }] = lines
  const names = [...new Set(lines.map(({ name }) => name))]
  const rows = names.flatMap((name) => {
    const own = lines.filter((line) => line.name === name)
    return [...new Set(own.map(({ backend }) => backend))].map((backend) => {
      const mine = own.filter((line) => line.backend === backend)
      const ratios = mine
        .filter(({ peer }) => peer)
        .map(({ peer, ratio }) => `${ratio.toFixed(2)} × ${peer}`)
      return `| ${name} | ${backend} | ${cellOf(mine[0])} | ${number(mine[0].wall)} | ${ratios.join('<br>')} |`
    })
  })
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

/** Whether the shortest bar would be too short to see beside the longest. */
function isWide(bars) {
  const times = bars.map(({ median }) => median)
  return Math.max(...times) > 20 * Math.min(...times)
}

/** SVG: for each measurement a bar per contestant. */
export function plotOf(lines) {
  const names = [...new Set(lines.map(({ name }) => name))]
  const bars = names.map((name) => {
    const own = lines.filter((line) => line.name === name)
    return [...new Map(own.map((line) => [line.backend, line])).values()]
  })
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
    title: names.map((text, i) => ({
      text: `${text}, ms${isWide(bars[i]) ? ' (logarithmic)' : ''}`,
      top: tops[i] - 26,
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
      label: { show: true, position: 'right', formatter: ({ value }) => number(value) },
    })),
  })
  const svg = chart.renderToSVGString()
  chart.dispose() // its clock would keep the process alive
  return svg
}
