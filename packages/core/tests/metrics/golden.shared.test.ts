// Values by MONAI and SciPy: tools/fixtures/metrics.py.
import { describe, expect, it } from 'vitest'
import { type LabelMap, METRICS, scoreCase } from '../../src/index.js'
import { mean, standardDeviation } from '../../src/metrics/bootstrap.js'
import { squaredDistances } from '../../src/metrics/distance-transform.js'
import { percentile } from '../../src/metrics/percentile.js'
import golden from './golden.json' with { type: 'json' }

/** Runs are `[label, length, label, length, …]`. */
function unpack(runs: readonly number[], height: number, width: number): LabelMap {
  const data = new Uint8Array(height * width)
  for (let i = 0, at = 0; i < runs.length; i += 2) {
    const end = at + (runs[i + 1] ?? 0)
    data.fill(runs[i] ?? 0, at, end)
    at = end
  }
  return { data, height, width }
}

const pair = ([first = NaN, second = NaN]: readonly number[]): [number, number] => [first, second]

describe('scoreCase agrees with MONAI', () => {
  it.each(golden.cases)('$name', ({ name, height, width, classes, spacing, ...golden }) => {
    const truth = unpack(golden.truth, height, width)
    const prediction = unpack(golden.prediction, height, width)
    const options = { tolerance: golden.tolerance, spacing: pair(spacing) }
    const scored = scoreCase(name, truth, prediction, classes, options)
    expect(scored.name).toBe(name)
    expect(scored.classes).toHaveLength(classes - 1)
    golden.expected.forEach((expected, k) => {
      // the classes that are empty in one mask or both follow rules of our own
      if (expected === null) return
      for (const { key } of METRICS)
        expect(scored.classes[k]?.[key], `${key} of class ${k + 1}`).toBeCloseTo(expected[key], 5)
    })
  })

  it('in enough cases', () => {
    const checked = golden.cases.flatMap(({ expected }) => expected.filter(Boolean))
    expect(checked.length).toBeGreaterThan(25)
  })
})

describe('squaredDistances agrees with SciPy', () => {
  it.each(golden.distances)(
    '$height × $width, spacing $spacing',
    ({ height, width, ...golden }) => {
      const mask = unpack(golden.mask, height, width)
      const found = squaredDistances(mask, pair(golden.spacing))
      golden.squared.forEach((expected, i) => {
        expect(found[i]).toBeCloseTo(expected, 5)
      })
    },
  )
})

it('percentile, mean and standard deviation agree with numpy', () => {
  const { values, shares, percentiles, ...expected } = golden.statistics
  const column = Float64Array.from(values)
  expect(mean(column)).toBeCloseTo(expected.mean, 7)
  expect(standardDeviation(column)).toBeCloseTo(expected.std, 7)
  const ascending = column.slice().sort()
  shares.forEach((share, i) => {
    expect(percentile(ascending, share)).toBeCloseTo(percentiles[i] ?? NaN, 7)
  })
})
