import { amount, intervalNotes, type LabelClass, type Summary } from '@spad/core'
import type { CasePictures } from './case-pictures.js'
import { escapeHtml } from './escape-html.js'
import { folded, section, type Tile } from './page.js'
import { caseTable, classTable, shown, swatch } from './score-tables.js'

/** The figures that a reader looks for first. */
export function scoreTiles({ mean, cases, groups, distances }: Summary, of: string): Tile[] {
  const unit = distances?.unit ?? 'px'
  const ends = mean.ci95.dice
  const range = ends ? `, 95 % interval ${ends.map((end) => end.toFixed(3)).join(' to ')}` : ''
  const over =
    groups < cases.length
      ? `${amount(mean.cases, 'case')} of ${amount(groups, 'group')}`
      : amount(mean.cases, 'case')
  const median = shown(mean.median.hd95, { unit: 'px' })
  return [
    {
      value: shown(mean.dice, { unit: '' }),
      label: `Dice, ${of}, over ${over}${range}; ${mean.missed} missed`,
    },
    {
      value: `${shown(mean.hd95, { unit: 'px' })} ${unit}`,
      label: `HD95: how far contours stray; median ${median} ${unit}, ${mean.missed} missed count with the diagonal`,
    },
    {
      value: shown(mean.nsd, { unit: '' }),
      label: `NSD: contours within ${distances?.tolerance ?? 2} ${unit}`,
    },
  ]
}

/** Metric tables and pictures. */
export function scoreSections(
  summary: Summary,
  classes: readonly LabelClass[],
  pictures: readonly CasePictures[],
): string[] {
  return [
    section(
      'Scores',
      [SCORES_LEAD, ...intervalNotes(summary)].join(' '),
      classTable(summary, classes) + everyCase(summary),
    ),
    section(
      'Cases',
      'The cases with the best, the median and the worst mean Dice.',
      `${colorKey(classes)}\n${pictures.map(drawnCase).join('\n')}`,
    ),
  ]
}

const SCORES_LEAD =
  'Mean ± standard deviation over cases; below it the bootstrap 95 % interval of the mean, which draws ' +
  'patients where it is known whose image a case is. A class ' +
  'that is in neither truth nor prediction of a case does not count there; one that is missed or ' +
  'invented has Dice 0, and the image’s diagonal as its distance.'

function everyCase(summary: Summary): string {
  return folded(`Every case (${summary.cases.length})`, caseTable(summary))
}

function colorKey(classes: readonly LabelClass[]): string {
  const items = classes.slice(1).map(({ name, color }) => `<li>${swatch(color)}${escapeHtml(name)}`)
  return `<ul class="key">${items.join('')}<li>uncertainty: sure<span class="scale"></span>no idea</ul>`
}

function drawnCase({ name, rank, dice, panels }: CasePictures): string {
  const shots = panels.map(({ caption, png }) => {
    const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`
    const alt = escapeHtml(`${caption} of ${name}`)
    return `<div>${caption}<img src="${source}" alt="${alt}"></div>`
  })
  const head = `${rank.charAt(0).toUpperCase()}${rank.slice(1)}: ${escapeHtml(name)}`
  return (
    `<article class="panel case"><h3>${head} <span>Dice ${dice.toFixed(3)}</span></h3>` +
    `<div class="shots">${shots.join('')}</div></article>`
  )
}
