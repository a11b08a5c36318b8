import { amount } from '../support/amount.js'
import { csvCell } from '../support/csv-cell.js'
import { type Distances, unitOf } from './distances.js'
import { type Metric, type MetricInfo, METRICS } from './metric.js'
import type { Statistics, Summary } from './summarize.js'

/**
 * A summary for a terminal: a line per metric with mean ± standard deviation over cases, the 95 %
 * interval, and the mean of each class; then how many cases each column counts.
 */
export function summaryTable(summary: Summary): string {
  const { mean, classes, distances } = summary
  const rows = [
    ['', 'mean ± std', 'median', '95 % interval', ...classes.map(({ name }) => name)],
    ...METRICS.map((metric) => [
      heading(metric, distances),
      spread(mean, metric),
      shown(mean.median[metric.key], metric),
      interval(mean.ci95[metric.key], metric),
      ...classes.map((values) => shown(values[metric.key], metric)),
    ]),
    ['Cases', `${mean.cases}`, '', '', ...classes.map(({ cases }) => `${cases}`)],
    ['Nothing there', `${mean.trueNegative}`, '', '', ...classes.map((k) => `${k.trueNegative}`)],
    ['Missed', `${mean.missed}`, '', '', ...classes.map((k) => `${k.missed}`)],
    ['Invented', `${mean.invented}`, '', '', ...classes.map((k) => `${k.invented}`)],
  ]
  const notes = intervalNotes(summary).map((note) => `\n${note}`)
  return `${align(rows)}\nNothing there: in neither truth nor prediction; such cases stay out of the means.${within(distances)}${notes.join('')}`
}

/** Sentences on what the intervals of a summary draw, and on those that are too narrow. */
export function intervalNotes({ cases, groups }: Summary): string[] {
  const grouped = groups < cases.length
  return [
    ...(grouped
      ? [`Intervals draw the ${amount(groups, 'group')} of the ${amount(cases.length, 'case')}.`]
      : []),
    ...(groups > 1 && groups < ENOUGH
      ? [
          `Of fewer than ${ENOUGH} ${grouped ? 'groups' : 'cases'} intervals are too narrow: another sample may well lie outside.`,
        ]
      : []),
  ]
}

/** Below, percentile intervals hold the true mean clearly less often than they say. */
const ENOUGH = 10

/**
 * A summary as CSV (RFC 4180): a line per case and class, an empty field for an undefined value; see
 * {@link csvCell} for names that look like formulas. Volumes have their millilitres in two more columns.
 */
export function summaryCsv({ cases }: Summary): string {
  const measured = cases.some(({ volumes }) => volumes)
  const millilitres = measured ? ['truth_ml', 'prediction_ml'] : []
  const rows: string[][] = [['case', 'class', ...METRICS.map(({ key }) => key), ...millilitres]]
  for (const { name, classes, volumes } of cases)
    for (const [label, scores] of Object.entries(classes)) {
      const own = volumes?.[label]
      const ends = measured ? [own?.truth.millilitres, own?.prediction.millilitres] : []
      const values = [...METRICS.map(({ key }) => scores[key]), ...ends]
      rows.push([name, label, ...values.map((value) => String(value ?? ''))])
    }
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

function within(distances?: Distances): string {
  return distances ? `\nNSD: contours within ${distances.tolerance} ${distances.unit}.` : ''
}

/** For example `HD95 (px) ↓`: the arrow points to better. */
function heading(metric: MetricInfo, distances?: Distances): string {
  const { label, better } = metric
  const unit = unitOf(metric, distances)
  return `${label}${unit && ` (${unit})`} ${better === 'higher' ? '↑' : '↓'}`
}

function shown(value: number | null, { unit }: MetricInfo): string {
  return value === null ? '–' : value.toFixed(unit ? 2 : 3)
}

function spread(mean: Statistics, metric: MetricInfo): string {
  const value = shown(mean[metric.key], metric)
  const std = mean.std[metric.key]
  return std === null ? value : `${value} ± ${shown(std, metric)}`
}

function interval(ends: Statistics['ci95'][Metric], metric: MetricInfo): string {
  return ends ? `${shown(ends[0], metric)} … ${shown(ends[1], metric)}` : '–'
}

/** First column to the left, the others to the right, two spaces between. */
function align(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row.map((text, c) => (c === 0 ? text.padEnd(widths[c]!) : text.padStart(widths[c]!))).join('  ')
  return rows.map(line).join('\n')
}
