import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ClassScores, type LabelMap, METRICS, scoreCase } from '../../src/index.js'
import { map } from './maps.js'

const nothing = perfect(null, null)

function perfect(ratio: number | null, distance: number | null): ClassScores {
  return {
    dice: ratio,
    iou: ratio,
    hd95: distance,
    assd: distance,
    nsd: ratio,
    sensitivity: ratio,
    precision: ratio,
  }
}

const scoresOf = (...args: Parameters<typeof scoreCase>): ClassScores =>
  scoreCase(...args).classes[0] ?? nothing

describe('scoreCase', () => {
  it('scores by hand-checked numbers', () => {
    // edges: truth columns 1 and 2, prediction columns 2, 3 and 4 of one row
    const scores = scoresOf('a', map('011000'), map('001110'), 2, { tolerance: 1 })
    expect(scores).toMatchObject({ dice: 2 / 5, iou: 1 / 4, sensitivity: 1 / 2, precision: 1 / 3 })
    // truth to prediction 1, 0; prediction to truth 0, 1, 2
    expect(scores.assd).toBeCloseTo(4 / 5, 12)
    expect(scores.nsd).toBeCloseTo(4 / 5, 12)
    expect(scores.hd95).toBeCloseTo(1.9, 12)
  })

  it('keeps the order of metrics and one entry per foreground class', () => {
    const { classes } = scoreCase('a', map('0123'), map('0120'), 5)
    expect(classes).toHaveLength(4)
    expect(Object.keys(classes[0] ?? {})).toEqual(METRICS.map(({ key }) => key))
    expect(classes[3]).toEqual(nothing)
  })

  it('takes the spacing of rows and columns, and tolerance in its unit', () => {
    const truth = map('100', '000')
    const down = scoresOf('a', truth, map('000', '100'), 2, { spacing: [3, 0.5] })
    const right = scoresOf('a', truth, map('001', '000'), 2, { spacing: [3, 0.5] })
    expect(down).toMatchObject({ hd95: 3, assd: 3, nsd: 0 })
    expect(right).toMatchObject({ hd95: 1, assd: 1, nsd: 1 })
  })

  it('lets no rounding push a distance over the tolerance', () => {
    const options = { spacing: [1, 0.1] as const, tolerance: 0.3 }
    expect(scoresOf('a', map('1000'), map('0001'), 2, options).nsd).toBe(1)
  })

  it('takes a full image for an object with an edge', () => {
    expect(scoresOf('a', map('111', '111'), map('111', '111'), 2)).toEqual(perfect(1, 0))
  })
})

describe('empty masks', () => {
  const empty = map('000', '000', '000', '000')
  const object = map('000', '010', '000', '000')
  const missed = { dice: 0, iou: 0, nsd: 0, hd95: 5, assd: 5 }

  it('gives null to a class that is in neither', () => {
    expect(scoresOf('a', empty, empty, 2)).toEqual(nothing)
  })

  it('gives a missed class the diagonal, sensitivity 0 and no precision', () => {
    expect(scoresOf('a', object, empty, 2)).toEqual({ ...missed, sensitivity: 0, precision: null })
  })

  it('gives an invented class the diagonal, precision 0 and no sensitivity', () => {
    expect(scoresOf('a', empty, object, 2)).toEqual({ ...missed, sensitivity: null, precision: 0 })
  })

  it('measures the diagonal in the unit of the spacing', () => {
    expect(scoresOf('a', object, empty, 2, { spacing: [3, 3] })).toMatchObject({
      hd95: 15,
      assd: 15,
    })
  })

  it('never beats the worst prediction that hits something', () => {
    const corner = map('100', '000', '000', '000')
    const other = map('000', '000', '000', '001')
    expect(scoresOf('a', corner, other, 2).hd95).toBeLessThan(5)
  })
})

describe('whatever the maps', () => {
  const pairs = fc
    .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
    .chain(([height, width]) => {
      const labels = fc
        .array(fc.nat({ max: 2 }), { minLength: height * width, maxLength: height * width })
        .map((values): LabelMap => ({ data: Uint8Array.from(values), height, width }))
      return fc.tuple(labels, labels)
    })
  const spacing = fc.tuple(fc.constantFrom(0.5, 1, 3), fc.constantFrom(0.25, 1, 2))

  it('a map against itself is perfect or absent', () => {
    fc.assert(
      fc.property(pairs, ([truth]) => {
        for (const scores of scoreCase('a', truth, truth, 3).classes)
          expect([perfect(1, 0), nothing]).toContainEqual(scores)
      }),
    )
  })

  it('swapping truth and prediction swaps sensitivity and precision, and nothing else', () => {
    fc.assert(
      fc.property(pairs, spacing, ([truth, prediction], spacing) => {
        const there = scoreCase('a', truth, prediction, 3, { spacing }).classes
        const back = scoreCase('a', prediction, truth, 3, { spacing }).classes
        there.forEach((scores, k) => {
          const { assd, ...mirrored } = back[k] ?? nothing
          // summed in another order
          if (assd !== null) expect(assd).toBeCloseTo(scores.assd ?? NaN, 12)
          expect({ ...mirrored, assd: scores.assd }).toEqual({
            ...scores,
            sensitivity: scores.precision,
            precision: scores.sensitivity,
          })
        })
      }),
    )
  })

  it('ratios lie in [0, 1], distances below the diagonal, and IoU is Dice / (2 − Dice)', () => {
    fc.assert(
      fc.property(pairs, spacing, ([truth, prediction], spacing) => {
        const diagonal = Math.hypot(truth.height * spacing[0], truth.width * spacing[1])
        for (const scores of scoreCase('a', truth, prediction, 3, { spacing }).classes) {
          for (const { key, unit } of METRICS) {
            expect(scores[key] ?? 0).toBeGreaterThanOrEqual(0)
            expect(scores[key] ?? 0).toBeLessThanOrEqual(unit === 'px' ? diagonal : 1)
          }
          if (scores.dice !== null)
            expect(scores.iou).toBeCloseTo(scores.dice / (2 - scores.dice), 12)
        }
      }),
    )
  })
})

describe('refuses', () => {
  const label = map('01')
  it.each([
    [
      map('011'),
      2,
      {},
      '`prediction` is 1×3 (height×width) and `truth` is 1×2: both must have one size. Resize the prediction, not the truth.',
    ],
    [label, 1, {}, '`classes` is 1: it must be an integer of at least 2.'],
    [
      map('03'),
      3,
      {},
      '`prediction` holds class 3: with `classes` = 3 the highest is 2. Map pixel values to class indices first.',
    ],
    [label, 2, { tolerance: -1 }, '`tolerance` is -1: it must be a number of at least 0.'],
    [label, 2, { spacing: [1, 0] as const }, '`spacing[1]` is 0: it must be a number above 0.'],
  ])('%#', (prediction, classes, options, message) => {
    expect(() => scoreCase('a', label, prediction, classes, options)).toThrow(
      `[@spad/core] ${message}`,
    )
  })
})

it.each([
  [512, 512],
  [496, 768],
])('scores a ragged %i × %i pair in less than 100 ms of processor time', (height, width) => {
  const disc = (cy: number, cx: number): LabelMap => ({
    height,
    width,
    data: Uint8Array.from({ length: height * width }, (_, i) => {
      const y = Math.floor(i / width) - cy
      const x = (i % width) - cx
      return Number(y * y + x * x < 40000 && (i * 7919) % 31 > 2)
    }),
  })
  const truth = disc(height / 2, width / 2)
  const prediction = disc(height / 2 + 9, width / 2 - 12)
  // the best of three, in processor time: a machine under load stretches the clock
  const times = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage()
    scoreCase('a', truth, prediction, 2)
    return process.cpuUsage(before).user / 1000
  })
  expect(Math.min(...times)).toBeLessThan(100)
})
