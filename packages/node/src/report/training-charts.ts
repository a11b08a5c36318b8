import type { MetricsRecord } from '../run/metrics-record.js'
import { escapeHtml } from './escape-html.js'
import { lineChart, type Series } from './line-chart.js'
import { section } from './page.js'

/** Curves of loss, Dice, PaS and the learning rate over the steps of a training. */
export function trainingCharts(records: readonly MetricsRecord[]): string {
  const xMax = records.at(-1)?.step ?? 1
  const charts = [
    figure('Loss', 'mean over the steps since the point before', {
      xMax,
      series: [line('loss', 0, records, (record) => record.loss)],
    }),
    diceFigure(records, xMax),
    figure('PaS intensities', 'how strong each noise is: structure first, contours last', {
      xMax,
      ...(records.every(({ intensity }) => Object.values(intensity).every((value) => value <= 1))
        ? { yRange: [0, 1] as const }
        : {}),
      series: intensityNames(records).map((name, i) =>
        line(name, i, records, (record) => record.intensity[name]),
      ),
    }),
    figure('Learning rate', '', {
      xMax,
      series: [line('rate', 0, records, (record) => record.learningRate)],
    }),
  ]
  return section('Training', '', `<div class="charts">\n${charts.join('\n')}\n</div>`)
}

function diceFigure(records: readonly MetricsRecord[], xMax: number): string {
  const series = ['dice', 'interior', 'boundary'].map((name, i) =>
    line(name, i, records, (record) => record.validation?.[name], i > 0),
  )
  const points = series[0]?.points ?? []
  const best = points.reduce<(typeof points)[number] | undefined>(
    (top, point) => (top && top[1] >= point[1] ? top : point),
    undefined,
  )
  return figure(
    'Validation Dice',
    "of all cases' pixels together at the network's size, so not the mean over cases below: of whole " +
      'images, inside the targets, and in the band around their boundaries',
    {
      xMax,
      yRange: [0, 1],
      series,
      ...(best ? { mark: { at: best, text: `best ${best[1].toFixed(3)}` } } : {}),
    },
  )
}

function figure(
  title: string,
  note: string,
  chart: Omit<Parameters<typeof lineChart>[0], 'label'>,
): string {
  const small = note === '' ? '' : `<small>${escapeHtml(note)}</small>`
  const shown = { ...chart, series: chart.series.filter(({ points }) => points.length > 0) }
  const drawn =
    shown.series.length > 0
      ? lineChart({ ...shown, label: `${title} over training steps` })
      : '<p><small>none in this run</small></p>'
  return `<figure><figcaption>${escapeHtml(title)}${small}</figcaption>${drawn}</figure>`
}

function line(
  name: string,
  color: number,
  records: readonly MetricsRecord[],
  value: (record: MetricsRecord) => number | undefined,
  dashed = false,
): Series {
  const points = records.flatMap((record): [number, number][] => {
    const y = value(record)
    return y === undefined ? [] : [[record.step, y]]
  })
  return { name, points, color, dashed }
}

function intensityNames(records: readonly MetricsRecord[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record.intensity)))]
}
