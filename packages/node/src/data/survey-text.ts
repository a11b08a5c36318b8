import { textTable } from '../support/text-table.js'
import { colorName } from './palette-colors.js'
import type { Survey } from './survey.js'

const heads = { train: 'training', val: 'validation', test: 'test' } as const

/** A survey as lines for a terminal: a table of the classes, what was noticed, and warnings. */
export function surveyText(survey: Survey): string {
  const rows = surveyRows(survey)
  return [
    textTable(rows).trimEnd(),
    ...survey.notes.map((note) => `Note: ${note}.`),
    ...survey.warnings.map((warning) => `Warning: ${warning}.`),
  ].join('\n')
}

/** The table alone: heads, then a row for each class. */
export function surveyRows({ classes, cases }: Survey): string[][] {
  const splits = (['train', 'val', 'test'] as const).filter((split) => cases[split] > 0)
  return [
    ['class', 'value', 'colour', 'pixels', ...splits.map((split) => `${heads[split]} cases`)],
    ...classes.map((one) => [
      one.name,
      String(one.value),
      colorName(one.color),
      `${(100 * one.share).toFixed(one.share > 0 && one.share < 0.01 ? 3 : 1)} %`,
      ...splits.map((split) => `${one.cases[split]} of ${cases[split]}`),
    ]),
  ]
}
