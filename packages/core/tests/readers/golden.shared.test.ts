// Values by NumPy and SciPy: tools/fixtures/readers.py.
import { describe, expect, it } from 'vitest'
import {
  type LabelMap,
  majority,
  scoreSamples,
  shareMeter,
  softTarget,
  staple,
} from '../../src/index.js'
import golden from './golden.json' with { type: 'json' }

describe.each(golden.cases)('$name', ({ height, width, classes, expected, ...known }) => {
  const map = (data: readonly number[]): LabelMap => ({
    data: Uint8Array.from(data),
    height,
    width,
  })
  const samples = known.samples.map(map)
  const readers = known.readers.map(map)
  const probabilities = { data: softTarget(samples, classes), height, width, channels: classes }

  it('is scored as by NumPy and SciPy', () => {
    const answer = { samples, labels: majority(samples, classes), probabilities }
    const scores = scoreSamples(answer, { readers, labels: majority(readers, classes) })
    expect(Object.keys(scores).sort()).toEqual(Object.keys(expected).sort())
    for (const [key, value] of Object.entries(expected))
      expect(scores[key as keyof typeof scores], key).toBeCloseTo(value, 6)
  })

  it('has the same majority and calibration', () => {
    expect([...majority(readers, classes).data]).toEqual(known.majority)
    const meter = shareMeter()
    meter.add(probabilities, readers)
    expect(meter.result().ece).toBeCloseTo(known.ece, 5)
  })

  it('has the same STAPLE', () => {
    const found = staple(readers, classes, { rounds: 100, tolerance: 0 })
    found.performance.forEach((rows, j) => {
      rows.forEach((row, k) => {
        row.forEach((value, s) => {
          expect(value, `reader ${j}, true ${k}, said ${s}`).toBeCloseTo(
            known.staple.performance[j]?.[k]?.[s] ?? NaN,
            4,
          )
        })
      })
    })
    expect([...found.labels.data]).toEqual(known.staple.labels)
    found.probabilities.data.forEach((value, i) => {
      expect(Math.abs(value - (known.staple.probabilities[i] ?? NaN))).toBeLessThan(1e-3)
    })
  })
})
