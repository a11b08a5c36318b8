import type { Dataset } from '@spad/core'
import type { OpenedDataset } from '../data/opened-dataset.js'
import type { Survey } from '../data/survey.js'
import type { AnswerOptions, Evaluation } from '../segmenting/evaluate-model.js'
import type { MetricsRecord } from '../run/metrics-record.js'
import type { LoadedModel } from '../run/model-files.js'
import { drawCases } from './case-pictures.js'
import { page } from './page.js'
import { scoreSections, scoreTiles } from './score-sections.js'
import { surveySection } from './survey-section.js'
import { trainingCharts } from './training-charts.js'
import { trustSection } from './trust-section.js'

export interface EvaluationReportOptions {
  readonly loaded: LoadedModel
  readonly data: Dataset
  /** Whose cases they are. */
  readonly about: Pick<OpenedDataset, 'name' | 'meta'>
  readonly split: string
  /** What there is of each class, and what is probably wrong with the data. */
  readonly survey?: Survey
  readonly summary: Evaluation
  /** How the model was trained, where that is known. */
  readonly records: readonly MetricsRecord[]
  readonly options: AnswerOptions
}

/** The report of `spad evaluate`. */
export async function evaluationReport(report: EvaluationReportOptions): Promise<string> {
  const { loaded, data, about, split, summary, records, options } = report
  const { model } = loaded
  const { height, width } = model.preprocessing
  const pictures = await drawCases(model, data, summary, options)
  const cases = `${data.names.length} ${split === 'all' ? '' : `${split} `}cases`
  return page({
    kicker: 'Evaluation',
    title: about.name,
    lead:
      `${cases} of ${about.meta.modality ?? 'the data set'}, scored at their own size; ` +
      `the network works at ${height} × ${width} pixels.`,
    tiles: [
      ...scoreTiles(summary, cases),
      { value: String(data.classes.length - 1), label: 'classes besides the background' },
    ],
    sections: [
      ...scoreSections(summary, model.classes, pictures),
      trustSection(summary),
      ...(report.survey ? [surveySection(report.survey)] : []),
      ...(records.length > 0 ? [trainingCharts(records)] : []),
    ],
  })
}
