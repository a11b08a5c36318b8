import type { Dataset, Model, Summary } from '@spad/core'
import type { OpenedDataset } from '../data/opened-dataset.js'
import type { Survey } from '../data/survey.js'
import type { MetricsRecord } from '../run/metrics-record.js'
import type { RunBook } from '../run/run-book.js'
import { drawCases } from './case-pictures.js'
import { escapeHtml } from './escape-html.js'
import { folded, page, section } from './page.js'
import { scoreSections, scoreTiles } from './score-sections.js'
import { surveySection } from './survey-section.js'
import { trainingCharts } from './training-charts.js'

export interface TrainingReportOptions {
  readonly folder: OpenedDataset
  /** What there is of each class, and what is probably wrong with the data. */
  readonly survey: Survey
  readonly records: readonly MetricsRecord[]
  readonly book: RunBook
  readonly keep: 'best' | 'last'
  /** Such as `spad small, 312,000 parameters, 128x128 pixels`. */
  readonly what: string
  /** The resolved options as YAML. */
  readonly config: string
  readonly model: Model
  /** The validation cases and their scores, if there are any. */
  readonly validation?: { readonly data: Dataset; readonly summary: Summary }
}

/** The report of `spad train`. */
export async function trainingReport(report: TrainingReportOptions): Promise<string> {
  const { folder, records, book, what, config, model, validation } = report
  const scores = validation
    ? scoreSections(
        validation.summary,
        model.classes,
        await drawCases(model, validation.data, validation.summary, {}),
      )
    : []
  const { licence } = folder.meta
  return page({
    kicker: 'Training',
    title: folder.name,
    lead: `${what}. ${keptSentence(report)}`,
    tiles: [
      ...(validation
        ? scoreTiles(validation.summary, `${validation.data.names.length} validation cases`)
        : []),
      { value: String(book.step), label: `steps in ${minutes(book.seconds)}` },
    ],
    sections: [
      trainingCharts(records),
      ...scores,
      surveySection(report.survey),
      section(
        'How it was made',
        licence === undefined ? '' : `Licence of the data: ${licence}.`,
        folded('Options of this run', `<pre>${escapeHtml(config)}</pre>`),
      ),
    ],
  })
}

function keptSentence({ book: { best }, keep }: TrainingReportOptions): string {
  if (!best)
    return 'No validation case shows a class, or there is none, so the last weights are the model.'
  if (keep === 'last')
    return 'The model is that of the last step; the scores are of validation cases.'
  return (
    `The model is that of step ${best.step}, the best by validation. The scores below are of the ` +
    'validation cases, which chose it: report those of cases that it has never seen.'
  )
}

function minutes(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} min`
}
