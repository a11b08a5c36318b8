import { expect, it } from 'vitest'
import { scoreCase, summarize, summaryCsv, summaryTable } from '../../src/index.js'
import { map } from './maps.js'

const classes = ['background', 'lung', 'clavicle, left'].map((name, value) => ({
  name,
  value,
  color: [0, 0, 0] as const,
}))
const summary = summarize(
  [
    scoreCase('one "1"', map('0110'), map('0110'), 3),
    scoreCase('two', map('0110'), map('0010'), 3),
  ],
  classes,
)

it('prints a table', () => {
  expect(summaryTable(summary)).toBe(
    [
      '                  mean ± std  median  95 % interval   lung  clavicle, left',
      'Dice ↑         0.833 ± 0.236   0.833  0.667 … 1.000  0.833               –',
      'IoU ↑          0.750 ± 0.354   0.750  0.500 … 1.000  0.750               –',
      'HD95 (px) ↓      0.47 ± 0.67    0.47    0.00 … 0.95   0.47               –',
      'ASSD (px) ↓      0.17 ± 0.24    0.17    0.00 … 0.33   0.17               –',
      'NSD ↑          1.000 ± 0.000   1.000  1.000 … 1.000  1.000               –',
      'Sensitivity ↑  0.750 ± 0.354   0.750  0.500 … 1.000  0.750               –',
      'Precision ↑    1.000 ± 0.000   1.000  1.000 … 1.000  1.000               –',
      'Cases                      2                             2               0',
      'Nothing there              0                             0               2',
      'Missed                     0                             0               0',
      'Invented                   0                             0               0',
      'Nothing there: in neither truth nor prediction; such cases stay out of the means.',
      'Of fewer than 10 cases intervals are too narrow: another sample may well lie outside.',
    ].join('\n'),
  )
})

it('says that intervals of few groups are too narrow, and nothing of it where there are enough', () => {
  const scored = Array.from({ length: 12 }, (_, i) =>
    scoreCase(`${i}`, map('0110'), map('0110'), 3),
  )
  expect(summaryTable(summarize(scored, classes))).not.toContain('too narrow')
  const few = summarize(scored, classes, { groupOf: (name) => `${Number(name) % 4}` })
  expect(summaryTable(few)).toContain(
    'Intervals draw the 4 groups of the 12 cases.\nOf fewer than 10 groups intervals are too narrow',
  )
})

it('leaves out the spread of a single case', () => {
  const table = summaryTable(
    summarize([scoreCase('a', map('01'), map('01'), 2)], classes.slice(0, 2)),
  )
  expect(table.split('\n')[1]).toBe('Dice ↑              1.000   1.000              –  1.000')
  expect(table).not.toContain('too narrow')
})

it('writes CSV that a spreadsheet reads back', () => {
  expect(summaryCsv(summary)).toBe(
    [
      'case,class,dice,iou,hd95,assd,nsd,sensitivity,precision',
      '"one ""1""",lung,1,1,0,0,1,1,1',
      '"one ""1""","clavicle, left",,,,,,,',
      `two,lung,${2 / 3},0.5,0.95,${1 / 3},1,0.5,1`,
      'two,"clavicle, left",,,,,,,',
      '',
    ].join('\r\n'),
  )
})
