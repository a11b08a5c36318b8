import {
  type Distances,
  type LabelClass,
  type MetricInfo,
  METRICS,
  type Statistics,
  type Summary,
  unitOf,
} from '@spad/core'
import { escapeHtml } from './escape-html.js'

/** A number as the tables show it; a dash where there is none. */
export function shown(value: number | null, { unit }: Pick<MetricInfo, 'unit'>): string {
  return value === null ? '–' : value.toFixed(unit === 'px' ? 2 : 3)
}

/** The mean, then each class: mean ± standard deviation over cases, and the 95 % interval. */
export function classTable(
  { mean, classes, distances }: Summary,
  labels: readonly LabelClass[],
): string {
  const head = METRICS.map((metric) => `<th scope="col">${heading(metric, distances)}</th>`).join(
    '',
  )
  const rows = [
    row('All classes', mean, undefined, true),
    ...classes.map((one) => row(one.name, one, labels[one.index]?.color, false)),
  ]
  return (
    '<div class="panel"><table>\n' +
    `<thead><tr><th scope="col">Class</th>${head}<th scope="col">Cases</th></tr></thead>\n` +
    `<tbody>\n${rows.join('\n')}\n</tbody>\n</table></div>`
  )
}

/** A row for each case: its mean metrics and the Dice of each class. */
export function caseTable({ cases, classes, distances }: Summary): string {
  const several = classes.length > 1
  const head = [
    ...METRICS.map((metric) => heading(metric, distances)),
    ...(several ? classes.map(({ name }) => `Dice of ${escapeHtml(name)}`) : []),
  ]
  const rows = cases.map(({ name, mean, classes: scores }) => {
    const values = METRICS.map((metric) => shown(mean[metric.key], metric))
    const dice = classes.map((one) => shown(scores[one.name]?.dice ?? null, { unit: '' }))
    const cells = [...values, ...(several ? dice : [])].map((value) => `<td>${value}</td>`)
    return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.join('')}</tr>`
  })
  const columns = head.map((text) => `<th scope="col">${text}</th>`).join('')
  return (
    `<table>\n<thead><tr><th scope="col">Case</th>${columns}</tr></thead>\n` +
    `<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`
  )
}

/** A square in a class's colour. */
export function swatch(color: readonly [number, number, number]): string {
  return `<span class="swatch" style="background:rgb(${color.map(Number).join(',')})"></span>`
}

function heading(metric: MetricInfo, distances?: Distances): string {
  const { label, better } = metric
  const unit = unitOf(metric, distances)
  return `${label}${unit === '' ? '' : ` (${unit})`} ${better === 'higher' ? '↑' : '↓'}`
}

function row(
  name: string,
  values: Statistics,
  color: LabelClass['color'] | undefined,
  isMean: boolean,
): string {
  const cells = METRICS.map((metric) => {
    const deviation = values.std[metric.key]
    const spread = deviation === null ? '' : ` ± ${shown(deviation, metric)}`
    return `<td>${shown(values[metric.key], metric)}${spread}${interval(values, metric)}</td>`
  })
  const square = color ? swatch(color) : ''
  return (
    `<tr${isMean ? ' class="mean"' : ''}><th scope="row">${square}${escapeHtml(name)}</th>` +
    `${cells.join('')}<td>${values.cases}</td></tr>`
  )
}

function interval({ ci95 }: Statistics, metric: MetricInfo): string {
  const ends = ci95[metric.key]
  return ends ? `<small>${shown(ends[0], metric)} to ${shown(ends[1], metric)}</small>` : ''
}
