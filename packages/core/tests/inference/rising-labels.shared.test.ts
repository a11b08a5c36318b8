import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom, type Postprocessing, type Raster } from '../../src/index.js'
import { labelsAt } from '../../src/inference/labels-at.js'
import { risingLabels } from '../../src/inference/rising-labels.js'

/** Probabilities of three classes in blobs, a few of them equal. */
function probabilities(height: number, width: number, seed: number): Raster {
  const random = createRandom(seed)
  const data = new Float32Array(height * width * 3)
  for (let i = 0; i < height * width; i++) {
    const raw = [0, 1, 2].map((k) => Math.round(4 * random.uniform()) + (k === 0 ? 1 : 0))
    const sum = raw.reduce((total, value) => total + value, 0)
    data.set(raw.map((value) => value / sum), 3 * i) // prettier-ignore
  }
  return { data, height, width, channels: 3 }
}

function inParts(
  answer: Raster,
  size: { height: number; width: number },
  rules: Postprocessing,
  step: number,
) {
  const rising = risingLabels(answer, size, rules)
  const length = answer.width * answer.channels
  for (let row = 0; row < answer.height; row += step)
    rising.add(answer.data.subarray(row * length, (row + step) * length))
  return rising.labels()
}

const side = fc.integer({ min: 1, max: 20 })

test('labels of rows that come a few at a time are those of the whole, to the bit', () => {
  fc.assert(
    fc.property(
      ...[side, side, fc.integer({ min: 1, max: 45 }), fc.integer({ min: 1, max: 45 })],
      ...[fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 1e6 })],
      fc.constantFrom([0, 0, 0], [0, 0.35, 0.4], [0.9, 0.2, 0.99], [0, 1, 0]),
      fc.constantFrom(undefined, [1, 0.5, 2]),
      fc.boolean(),
      (height, width, rows, columns, step, seed, minArea, preference, largest) => {
        const answer = probabilities(height, width, seed)
        const rules = {
          minArea,
          ...(preference && { preference }),
          ...(largest && { objects: [{}, { largest }, {}] }),
        }
        for (const size of [answer, { height: rows, width: columns }])
          expect(inParts(answer, size, rules, step)).toEqual(labelsAt(answer, size, rules))
      },
    ),
    { numRuns: 150 },
  )
})

test('a class that is not believed gives its pixels to the next that is', () => {
  const answer = {
    data: Float32Array.of(0.1, 0.5, 0.4, 0.2, 0.1, 0.7, 0.3, 0.4, 0.3, 0.8, 0.1, 0.1),
    height: 4,
    width: 1,
    channels: 3,
  }
  expect([...inParts(answer, answer, { minArea: [0, 0, 0] }, 1).data]).toEqual([1, 2, 1, 0])
  expect([...inParts(answer, answer, { minArea: [0, 0.6, 0] }, 1).data]).toEqual([2, 2, 0, 0])
})
