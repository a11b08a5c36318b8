import { describe, expect, it } from 'vitest'
import {
  boundaryBand,
  createRandom,
  IGNORED,
  type LabelMap,
  levelSets,
  likeness,
  majority,
  pairwiseDice,
  READER_METRICS,
  readersTable,
  shareMeter,
  softTarget,
  staple,
  summarizeReaders,
} from '../../src/index.js'
import { assign } from '../../src/readers/assignment.js'
import { chooseReaders } from '../../src/readers/choose-readers.js'

const row = (...data: number[]): LabelMap => ({
  data: Uint8Array.from(data),
  height: 1,
  width: data.length,
})

describe('likeness', () => {
  it('is 1 where neither shows anything, and leaves out what either ignores', () => {
    expect(likeness(row(0, 0), row(0, 0), 2)).toEqual({ dice: 1, iou: 1 })
    expect(likeness(row(1, 0, IGNORED), row(1, 0, 1), 2)).toEqual({ dice: 1, iou: 1 })
    expect(likeness(row(1, 1, 0), row(1, 0, 0), 2)).toEqual({ dice: 2 / 3, iou: 1 / 2 })
    expect(likeness(row(1, 2), row(1, 0), 3)).toEqual({ dice: 1 / 2, iou: 1 / 2 })
  })

  it('refuses other sizes', () => {
    expect(() => likeness(row(1), row(1, 0), 2)).toThrow(
      '[@spad/core] two label maps have 1 × 1 and 2 × 1 pixels: to be compared they must have one size.',
    )
  })
})

describe('softTarget', () => {
  it('is the share of those who have a voice', () => {
    const readers = [row(0, 1, IGNORED), row(1, 1, IGNORED), row(1, IGNORED, IGNORED)]
    const shares = [...softTarget(readers, 2)].map((value) => Number(value.toFixed(4)))
    expect(shares).toEqual([0.3333, 0.6667, 0, 1, 1, 0])
  })

  it('refuses no readers and other sizes', () => {
    expect(() => softTarget([], 2)).toThrow('`readers` is empty: a share of readers needs at least')
    expect(() => softTarget([row(1), row(1, 0)], 2)).toThrow(
      '`readers` have 1 × 1 and 2 × 1 pixels',
    )
  })
})

it('of equals, the majority is the lowest class', () => {
  expect([...majority([row(0, 2, 1), row(1, 2, 2)], 3).data]).toEqual([0, 2, 1])
})

it('STAPLE trusts two who agree more than one who does not, and says what it needs', () => {
  const truth = Array.from({ length: 60 }, (_, i) => Number(i % 3 === 0))
  const careless = truth.map((label, i) => (i % 5 === 0 ? 1 - label : label))
  const { labels, performance } = staple([row(...truth), row(...truth), row(...careless)], 2)
  expect([...labels.data]).toEqual(truth)
  expect(performance[0]?.[1]?.[1]).toBeGreaterThan(0.99)
  expect(performance[2]?.[1]?.[1]).toBeLessThan(0.9)
  expect(() => staple([row(1)], 2)).toThrow('`readers` has 1: STAPLE weighs at least 2.')
})

it('a single reader agrees with himself', () => {
  expect(pairwiseDice([row(1, 0)], 2)).toBe(1)
  expect(() => pairwiseDice([], 2)).toThrow('`readers` is empty: agreement needs at least one.')
})

describe('assign', () => {
  it.each([1, 2, 3, 4, 5, 6])('is the cheapest of all ways for %i rows', (size) => {
    const random = createRandom(size)
    const cost = Float64Array.from({ length: size * size }, () => random.uniform())
    const priceOf = (columns: readonly number[]): number =>
      columns.reduce((sum, column, r) => sum + (cost[r * size + column] ?? 0), 0)
    const best = Math.min(...permutations([...Array(size).keys()]).map(priceOf))
    const found = [...assign(cost, size)]
    expect(new Set(found).size).toBe(size)
    expect(priceOf(found)).toBeCloseTo(best, 10)
  })

  it('refuses what is no square', () => {
    expect(() => assign(new Float64Array(5), 2)).toThrow('`cost` has 5 numbers: 2 rows need 4.')
  })
})

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((one) =>
    permutations(items.filter((other) => other !== one)).map((rest) => [one, ...rest]),
  )
}

describe('levelSets', () => {
  it('are thresholds of the foreground, one inside the other', () => {
    const data = Float32Array.from([0.9, 0.1, 0.4, 0.6, 0, 1])
    const sets = levelSets({ data, height: 1, width: 3, channels: 2 }, 4)
    // levels 1/8, 3/8, 5/8, 7/8
    expect(sets.map((one) => [...one.data])).toEqual([
      [0, 1, 1],
      [0, 1, 1],
      [0, 0, 1],
      [0, 0, 1],
    ])
  })

  it('show each class as often as it is likely', () => {
    const data = Float32Array.from([0.25, 0.5, 0.25])
    const sets = levelSets({ data, height: 1, width: 1, channels: 3 }, 8)
    expect(sets.map((one) => one.data[0])).toEqual([2, 2, 1, 1, 1, 1, 0, 0])
  })
})

it('bands hold the middle 95, 80 and 50 % of samples', () => {
  const samples = Array.from({ length: 20 }, (_, i) =>
    row(0, Number(i < 1), Number(i < 3), Number(i < 10), 1),
  )
  expect([...boundaryBand(samples, 2).data]).toEqual([0, 1, 2, 3, 0])
  expect(() => boundaryBand([], 2)).toThrow('`samples` is empty: give at least one.')
})

describe('chooseReaders', () => {
  const image = { data: new Float32Array(1), height: 1, width: 1, channels: 1 }
  const sample = { name: 'a', image, labels: row(0), readers: [row(1), row(2)] }

  it('draws each reader as often as the others, from the random numbers alone', () => {
    const drawn = Array.from({ length: 200 }, (_, i) => {
      const [one] = chooseReaders([sample], 'draw', createRandom(i))
      expect(one).not.toHaveProperty('readers')
      return one?.labels.data[0]
    })
    expect(drawn.filter((label) => label === 1).length).toBeGreaterThan(70)
    expect(drawn.filter((label) => label === 2).length).toBeGreaterThan(70)
    const again = chooseReaders([sample], 'draw', createRandom(3))
    expect(again[0]?.labels.data[0]).toBe(drawn[3])
  })

  it('keeps all for a soft target, and the labels alone for the consensus', () => {
    expect(chooseReaders([sample], 'soft')).toEqual([sample])
    const alone = { name: 'a', image, labels: sample.labels }
    expect(chooseReaders([sample], 'consensus')).toEqual([alone])
    expect(chooseReaders([alone], 'draw', createRandom(0))).toEqual([alone])
  })
})

describe('summarizeReaders', () => {
  const scores = (value: number) =>
    Object.fromEntries(READER_METRICS.map(({ key }) => [key, value])) as Record<
      (typeof READER_METRICS)[number]['key'],
      number
    >
  const meter = shareMeter(2)
  meter.add({ data: Float32Array.from([0.5, 0.5]), height: 1, width: 1, channels: 2 }, [
    row(1),
    row(0),
  ])
  const about = { samples: 4, kind: 'drawn', calibration: meter.result() } as const

  it('takes means over cases, with intervals', () => {
    const summary = summarizeReaders(
      [
        { name: 'a', ...scores(0.2) },
        { name: 'b', ...scores(0.4) },
      ],
      about,
    )
    expect(summary.ged).toBeCloseTo(0.3, 10)
    expect(summary.ci95.ged?.[0]).toBeCloseTo(0.2, 10)
    expect(summary.cases).toBe(2)
    expect(summary.calibration.ece).toBe(0)
    const text = readersTable(summary)
    expect(text).toContain('Several readers: 4 samples of each of 2 cases')
    expect(text).toMatch(/^GED² ↓ +0\.300 {2}0\.200 … 0\.400$/m)
    expect(text.split('\n')).toHaveLength(READER_METRICS.length + 2)
  })

  it('refuses no cases, and to be read before anything was measured', () => {
    expect(() => summarizeReaders([], about)).toThrow('`each` is empty: at least one case must')
    expect(() => shareMeter().result()).toThrow('`result` was called before `add`')
  })
})
