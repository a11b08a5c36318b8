import type { Evaluation } from '../segmenting/evaluate-model.js'
import { escapeHtml } from './escape-html.js'
import { lineChart, type LineChartOptions } from './line-chart.js'
import { section } from './page.js'

/** Whether the model knows where it is wrong: a reliability diagram and a risk–coverage curve. */
export function trustSection({ calibration, uncertainty }: Evaluation): string {
  const { flagged, auroc, aurc, risk } = uncertainty
  const figures = [
    `Expected calibration error ${calibration.error.toFixed(4)}`,
    `${(100 * risk).toFixed(2)} % of the pixels are wrong`,
    ...(flagged === null
      ? []
      : [`${Math.round(100 * flagged)} % of these lie in the 5 % that it is least sure of`]),
    ...(auroc === null ? [] : [`AUROC of wrong pixels ${auroc.toFixed(3)}`]),
    `area under the risk–coverage curve ${aurc.toFixed(5)}`,
  ]
  const reliability = calibration.bins.flatMap(({ confidence, accuracy }) =>
    confidence === null || accuracy === null ? [] : [[confidence, accuracy] as const],
  )
  const charts = [
    figure('Reliability', 'how often it is right, by how sure it is; dashed: calibrated', {
      xMax: 1,
      yRange: [0, 1],
      series: [
        { name: 'model', points: reliability, color: 0 },
        { name: '', points: [[0, 0] as const, [1, 1] as const], color: 3, dashed: true },
      ],
    }),
    figure('Risk and coverage', 'share of wrong ones among the surest pixels', {
      xMax: 1,
      series: [
        {
          name: 'risk',
          points: uncertainty.curve.map(({ coverage, risk }) => [coverage, risk] as const),
          color: 0,
        },
      ],
    }),
  ]
  return section(
    'Does it know where it is wrong?',
    `${figures.join('; ')}. All pixels of all cases count, the background too.`,
    `<div class="charts">\n${charts.join('\n')}\n</div>`,
  )
}

function figure(title: string, note: string, chart: Omit<LineChartOptions, 'label'>): string {
  const drawn = lineChart({ ...chart, label: `${title}: ${note}` })
  return `<figure><figcaption>${escapeHtml(title)}<small>${escapeHtml(note)}</small></figcaption>${drawn}</figure>`
}
