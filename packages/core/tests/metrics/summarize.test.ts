import { describe, expect, it } from 'vitest'
import { type CaseScores, type LabelClass, METRICS, scoreCase, summarize } from '../../src/index.js'
import { map } from './maps.js'

const classes: LabelClass[] = ['background', 'fluid', 'drusen'].map((name, value) => ({
  name,
  value,
  color: [0, 0, 0],
}))

// Dice of fluid and drusen: 1 and 1; 0.5 and none; missed and invented; nothing at all
const cases: CaseScores[] = [
  scoreCase('both', map('011022'), map('011022'), 3),
  scoreCase('half', map('011000'), map('001100'), 3),
  scoreCase('swapped', map('001000'), map('002000'), 3),
  scoreCase('nothing', map('000000'), map('000000'), 3),
]

describe('summarize', () => {
  const summary = summarize(cases, classes)

  it('takes the mean over classes first, then over cases', () => {
    expect(summary.mean.dice).toBeCloseTo((1 + 0.5 + 0) / 3, 12)
    expect(summary.classes[0]?.dice).toBeCloseTo((1 + 0.5 + 0) / 3, 12)
    expect(summary.classes[1]?.dice).toBeCloseTo((1 + 0) / 2, 12)
    // sensitivity of `swapped` stands for fluid only, its precision for drusen only
    expect(summary.mean.sensitivity).toBeCloseTo((1 + 0.5 + 0) / 3, 12)
    expect(summary.classes[1]?.sensitivity).toBe(1)
  })

  it('counts cases, and leaves out those with nothing in truth and prediction', () => {
    expect(summary.mean).toMatchObject({ cases: 3, trueNegative: 1 })
    expect(summary.classes).toMatchObject([
      { name: 'fluid', index: 1, cases: 3, trueNegative: 1, truth: 3, predicted: 2 },
      { name: 'drusen', index: 2, cases: 2, trueNegative: 2, truth: 1, predicted: 2 },
    ])
  })

  it('has the shape that scripts read', () => {
    const metrics = METRICS.map(({ key }) => key)
    expect(Object.keys(summary)).toEqual(['mean', 'classes', 'cases', 'groups'])
    expect(Object.keys(summary.mean)).toEqual([
      ...metrics,
      ...['std', 'median', 'counts', 'ci95', 'cases', 'trueNegative', 'missed', 'invented'],
    ])
    expect(Object.keys(summary.mean.ci95)).toEqual(metrics)
    expect(summary.cases.map(({ name }) => name)).toEqual(['both', 'half', 'swapped', 'nothing'])
    expect(summary.cases[1]?.mean.dice).toBe(0.5)
    expect(summary.cases[1]?.classes).toEqual({
      fluid: cases[1]?.classes[0],
      drusen: cases[1]?.classes[1],
    })
    expect(summary.cases[3]?.mean.dice).toBeNull()
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary)
  })

  it('gives the sample standard deviation', () => {
    expect(summary.mean.std.dice).toBeCloseTo(0.5, 12)
    expect(summary.classes[1]?.std.sensitivity).toBeNull()
  })

  it('gives an interval around the mean that repeats with its seed', () => {
    const [low, high] = summary.mean.ci95.dice ?? [NaN, NaN]
    expect([low, high]).toEqual([0, 1])
    expect(summarize(cases, classes)).toEqual(summary)
    expect(summary.classes[1]?.ci95.sensitivity).toBeNull()
  })

  it('says null where no case has anything', () => {
    const empty = summarize([scoreCase('a', map('00'), map('00'), 3)], classes)
    expect(empty.mean).toMatchObject({ dice: null, cases: 0, trueNegative: 1 })
    expect(empty.mean.ci95.hd95).toBeNull()
    expect(empty.mean.std.hd95).toBeNull()
  })

  it('refuses what it cannot sum up', () => {
    expect(() => summarize([], classes)).toThrow(
      '[@spad/core] `cases` is empty: at least one case must be scored.',
    )
    expect(() => summarize([scoreCase('a', map('01'), map('01'), 2)], classes)).toThrow(
      '[@spad/core] `cases` has "a" with 1 scored classes: `classes` has 2 besides the background. ' +
        'Score and summarise with the same classes.',
    )
    expect(() => summarize(cases, classes, { resamples: 0 })).toThrow(
      '[@spad/core] `resamples` is 0: it must be an integer of at least 1.',
    )
    expect(() => summarize(cases, classes, { seed: -1 })).toThrow('[@spad/core] `seed` is -1')
  })
})

describe('groups', () => {
  const scored = Array.from({ length: 12 }, (_, i) =>
    // three images of each patient, which are alike
    scoreCase(`p${Math.floor(i / 3)}_${i}`, map('1111'), map(i < 6 ? '1111' : '1000'), 2),
  )
  const two = classes.slice(0, 2)
  const groupOf = (name: string): string => name.split('_')[0]!

  it('are drawn whole, so that the interval is that of patients', () => {
    const byImage = summarize(scored, two)
    const byPatient = summarize(scored, two, { groupOf })
    expect([byImage.groups, byPatient.groups]).toEqual([12, 4])
    expect(byPatient.mean.dice).toBe(byImage.mean.dice)
    const width = ({ mean }: typeof byImage) => mean.ci95.dice![1] - mean.ci95.dice![0]
    expect(width(byPatient)).toBeGreaterThan(1.3 * width(byImage))
  })

  it('of one patient alone have no interval', () => {
    expect(summarize(scored, two, { groupOf: () => 'one' }).mean.ci95.dice).toBeNull()
  })
})

it('counts what was missed and invented, and what each mean is over', () => {
  const pairs = [
    ['0110', '0000'],
    ['0000', '0100'],
    ['0110', '0110'],
  ] as const
  const { mean, classes: found } = summarize(
    pairs.map(([truth, prediction], i) => scoreCase(`${i}`, map(truth), map(prediction), 2)),
    classes.slice(0, 2),
  )
  expect([mean.missed, mean.invented, found[0]?.missed]).toEqual([1, 1, 1])
  expect(mean.counts).toMatchObject({ dice: 3, precision: 2, sensitivity: 2 })
})
