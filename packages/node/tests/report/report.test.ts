import { decode } from 'fast-png'
import { summarize } from '@spad/core'
import { describe, expect, it } from 'vitest'
import { isDot, textWidth } from '../../src/report/bitmap-font.js'
import {
  createCanvas,
  drawText,
  encodeCanvas,
  enlarge,
  fillRect,
  paste,
} from '../../src/report/canvas.js'
import { notableCases } from '../../src/report/case-pictures.js'
import { escapeHtml } from '../../src/report/escape-html.js'
import { lineChart } from '../../src/report/line-chart.js'
import { page } from '../../src/report/page.js'
import { sampleLabels } from '../../src/report/paint.js'
import { scoreSections } from '../../src/report/score-sections.js'
import { swatch } from '../../src/report/score-tables.js'

const scores = (dice: number | null) => ({
  ...{ dice, iou: dice, hd95: dice, assd: dice, nsd: dice, sensitivity: dice, precision: dice },
})
const classes = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: '<b>fluid</b>', value: 1, color: [1, 2, 3] },
] as const
const summaryOf = (...dices: (number | null)[]) =>
  summarize(
    dices.map((dice, i) => ({ name: `case & ${i}`, classes: [scores(dice)] })),
    classes,
  )

describe('scoreSections', () => {
  it('says of few cases that intervals are too narrow', () => {
    const few = scoreSections(summaryOf(0.5, 0.7), classes, []).join('')
    expect(few).toContain('Of fewer than 10 cases intervals are too narrow')
    const enough = summaryOf(...Array.from({ length: 10 }, (_, i) => i / 10))
    expect(scoreSections(enough, classes, []).join('')).not.toContain('too narrow')
  })
})

describe('escapeHtml', () => {
  it('makes any text safe in a page and in attributes', () => {
    expect(escapeHtml(`<a href="x" class='y'>&</a>`)).toBe(
      '&lt;a href=&quot;x&quot; class=&#39;y&#39;&gt;&amp;&lt;/a&gt;',
    )
  })

  it('is used for names of classes and cases', () => {
    const [tables = ''] = scoreSections(summaryOf(0.5, 0.7), classes, [])
    expect(tables).toContain('&lt;b&gt;fluid&lt;/b&gt;')
    expect(tables).toContain('case &amp; 0')
    const html = page({ kicker: 'k', title: '<i>', lead: '', tiles: [], sections: [] })
    expect(html).toContain('<title>&lt;i&gt;</title>')
  })
})

describe('notableCases', () => {
  it('finds the best, the median and the worst, without cases that do not count', () => {
    const found = notableCases(summaryOf(0.2, null, 0.9, 0.5))
    expect(found.map(({ name, rank }) => [name, rank])).toEqual([
      ['case & 2', 'best'],
      ['case & 3', 'median'],
      ['case & 0', 'worst'],
    ])
  })

  it('shows none twice', () => {
    expect(notableCases(summaryOf(0.2))).toHaveLength(1)
    expect(notableCases(summaryOf(0.2, 0.3)).map(({ rank }) => rank)).toEqual(['best', 'worst'])
    expect(notableCases(summaryOf(null))).toEqual([])
  })
})

describe('lineChart', () => {
  const svg = lineChart({
    label: 'a < b',
    xMax: 10,
    yRange: [0, 1],
    series: [
      {
        name: 'first',
        points: [
          [0, 0],
          [10, 1],
        ],
        color: 0,
      },
      {
        name: 'second',
        points: [
          [0, 1],
          [10, 1],
        ],
        color: 1,
        dashed: true,
      },
    ],
    mark: { at: [10, 1], text: 'top' },
  })

  it('draws lines with their names, in the colours of the page', () => {
    expect(svg).toMatch(/^<svg role="img" aria-label="a &lt; b" /)
    for (const text of ['first', 'second', 'top', 'var(--line-0)', 'var(--line-1)', 'var(--muted)'])
      expect(svg).toContain(text)
    expect(svg).not.toMatch(/#0a0[bc]|<style|class=/)
  })
})

describe('canvas', () => {
  it('draws, enlarges, pastes and encodes', () => {
    const small = createCanvas(2, 2, [9, 9, 9])
    fillRect(small, 0, 0, 1, 1, [1, 2, 3])
    const canvas = createCanvas(5, 6, [0, 0, 0])
    paste(canvas, enlarge(small, 2), 1, 1)
    const { data, width, height } = decode(encodeCanvas(canvas))
    expect([height, width]).toEqual([5, 6])
    const pixel = (x: number, y: number): number[] => [
      ...data.subarray((y * 6 + x) * 3).slice(0, 3),
    ]
    expect(pixel(0, 0)).toEqual([0, 0, 0])
    expect(pixel(2, 2)).toEqual([1, 2, 3])
    expect(pixel(3, 3)).toEqual([9, 9, 9])
  })

  it('writes text in dots, with a question mark for what it cannot', () => {
    const canvas = createCanvas(7, textWidth('I?'), [0, 0, 0])
    drawText(canvas, 'I\u{1F600}', 0, 0, [255, 255, 255], 1)
    const rows = Array.from({ length: 7 }, (_, y) =>
      Array.from({ length: canvas.width }, (_, x) =>
        canvas.data[(y * canvas.width + x) * 3] === 255 ? '#' : '.',
      ).join(''),
    )
    expect(rows.map((row) => row.slice(0, 5))).toEqual([
      '.###.',
      '..#..',
      '..#..',
      '..#..',
      '..#..',
      '..#..',
      '.###.',
    ])
    expect(rows[0]?.slice(6)).toBe('.###.')
    expect(isDot('?', 2, 6)).toBe(true)
  })
})

describe('sampleLabels', () => {
  it('takes the label under the centre of each pixel', () => {
    const labels = { data: Uint8Array.of(1, 1, 2, 2), height: 1, width: 4 }
    expect([...sampleLabels(labels, 1, 2).data]).toEqual([1, 2])
    expect([...sampleLabels(labels, 1, 8).data]).toEqual([1, 1, 1, 1, 2, 2, 2, 2])
  })
})

it('counts a short training in whole steps', () => {
  const series = [{ name: 'loss', points: [[1, 2] as const, [3, 1] as const], color: 0 }]
  const texts = lineChart({ label: 'loss', xMax: 3, yRange: [0, 4], series }).match(/>[\d.]+</g)
  expect(texts).toEqual(['0', '1', '2', '3', '4', '0', '1', '2', '3'].map((tick) => `>${tick}<`))
})

it('keeps names of lines that end at 0 off the last number below', () => {
  const points = [[0, 1] as const, [9, 0] as const]
  const series = ['scd', 'bcd'].map((name, color) => ({ name, points, color }))
  const chart = lineChart({ label: 'x', xMax: 9, series })
  const placed = [
    ...chart.matchAll(/text-anchor="(\w+)"[^>]*translate\(([\d.]+) [\d.]+\)[^>]*>(\w+)</g),
  ]
  const [end, name] = ['9', 'bcd'].map((text) => placed.find((one) => one[3] === text))
  expect([end?.[1], name?.[1]]).toEqual(['end', 'start'])
  expect(Number(end?.[2])).toBeLessThan(Number(name?.[2]))
})

it('writes nothing at the end of a line without a name', () => {
  const diagonal = { name: '', points: [[0, 0] as const, [3, 7] as const], color: 3, dashed: true }
  const chart = lineChart({ label: 'x', xMax: 3, yRange: [0, 8], series: [diagonal] })
  expect(chart).not.toContain('>7<')
})

it('divides a share', () => {
  const series = [{ name: 'risk', points: [[0, 0] as const, [1, 1] as const], color: 0 }]
  expect(lineChart({ label: 'risk', xMax: 1, yRange: [0, 8], series })).toContain('>0.4<')
})

describe('what comes from elsewhere', () => {
  const script = '</span><script>x()</script>'

  it('does not get through a colour or the name of a line, and a page runs no script', () => {
    const color = [script, 0, 0] as unknown as readonly [number, number, number]
    const chart = lineChart({
      label: script,
      xMax: 1,
      series: [{ name: script, points: [[0, 0] as const, [1, 1] as const], color: 0 }],
    })
    const html = page({
      kicker: script,
      title: script,
      lead: script,
      tiles: [{ value: script, label: script }],
      sections: [swatch(color), chart],
    })
    expect(html).not.toContain('<script')
    expect(html).toContain('Content-Security-Policy" content="default-src \'none\'; img-src data:;')
  })
})
