import { surveyRows } from '../data/survey-text.js'
import type { Survey } from '../data/survey.js'
import { escapeHtml } from './escape-html.js'
import { section } from './page.js'
import { swatch } from './score-tables.js'

/** What there is of each class, what was noticed, and what is probably wrong. */
export function surveySection(survey: Survey): string {
  const [head = [], ...rows] = surveyRows(survey)
  const cell = (text: string): string => `<td>${escapeHtml(text)}</td>`
  const body = rows.map(([name = '', ...cells], k) => {
    const color = survey.classes[k]?.color
    const square = color ? swatch(color) : ''
    return `<tr><th scope="row">${square}${escapeHtml(name)}</th>${cells.map(cell).join('')}</tr>`
  })
  const lines = [
    ...survey.warnings.map((text) => `<li><b>Warning:</b> ${escapeHtml(text)}.</li>`),
    ...survey.notes.map((text) => `<li>${escapeHtml(text)}.</li>`),
  ]
  return section(
    'The data, as they were found',
    'In how many cases each class occurs, and its share of all pixels.',
    '<div class="panel"><table>\n' +
      `<thead><tr>${head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('')}</tr></thead>\n` +
      `<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>` +
      (lines.length > 0 ? `\n<ul>\n${lines.join('\n')}\n</ul>` : ''),
  )
}
