import { dispose, grad, memory, tensor4d, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import {
  type Batch,
  diceCrossEntropy,
  lossOf,
  type Sample,
  stack,
  withoutUnknown,
} from '../../src/index.js'
import { testBackend } from '../backend.js'

beforeAll(testBackend)

const CLASSES = 4
const sample = (labels: readonly number[], unknown?: readonly number[]): Sample => ({
  name: 'a',
  image: { data: Float32Array.of(0.1, 0.5, 0.9, 0.3), height: 2, width: 2, channels: 1 },
  labels: { data: Uint8Array.from(labels), height: 2, width: 2 },
  ...(unknown && { unknown }),
})
const logits = (): Tensor4D =>
  tensor4d(
    Float32Array.from({ length: 32 }, (_, i) => Math.sin(3 * i)),
    [2, 2, 2, CLASSES],
  )
const crossEntropy = diceCrossEntropy({ dice: 0 })

/** `−log Σₖ pₖ` over the classes that a pixel may be of: its gradient is `p − [k may be] p / Σ p`. */
function marginal(values: Float32Array, samples: readonly Sample[]): number[] {
  return Array.from({ length: 8 }, (_, pixel) => {
    const { labels, unknown = [] } = samples[pixel >> 2]!
    const label = labels.data[pixel % 4]!
    const own = [...values.subarray(pixel * CLASSES, (pixel + 1) * CLASSES)].map(Math.exp)
    const total = own.reduce((a, b) => a + b)
    const may = own.map((_, k) => k === label || (label === 0 && unknown.includes(k)))
    const open = own.reduce((a, b, k) => a + (may[k] ? b : 0), 0)
    return own.map((value, k) => (value / total - (may[k] ? value / open : 0)) / 8)
  }).flat()
}

test('the background of a case may be of the classes that nobody looked for', async () => {
  const samples = [sample([0, 1, 0, 0], [2, 3]), sample([0, 1, 2, 3])]
  const before = memory().numTensors
  const batch = stack(samples, CLASSES)
  expect(batch.unknown?.arraySync()).toEqual([[[[0, 0, 1, 1]]], [[[0, 0, 0, 0]]]])
  const values = logits()
  const slope = tidy(() => grad((x) => lossOf(crossEntropy, batch, x as Tensor4D))(values))
  const [got, given] = [await slope.data(), (await values.data()) as Float32Array]
  marginal(given, samples).forEach((value, i) => {
    expect(got[i]).toBeCloseTo(value, 6)
  })
  dispose([values, slope, { ...batch }])
  expect(memory().numTensors).toBe(before)
})

test('where all were looked for, a batch and its loss are as they were', () => {
  const batch: Batch = stack([sample([0, 1, 2, 3]), sample([0, 0, 0, 1], [])], CLASSES)
  expect(batch.unknown).toBeUndefined()
  const values = logits()
  const [one, other] = [
    lossOf(crossEntropy, batch, values),
    crossEntropy(values, batch.target, batch.weight),
  ]
  expect(one.dataSync()).toEqual(other.dataSync())
  dispose([values, one, other, { ...batch }])
})

test('an answer of a class that nobody looked for scores nothing', () => {
  const answer = { data: Uint8Array.of(0, 1, 2, 3), height: 2, width: 2 }
  expect([...withoutUnknown({ unknown: [3] }, answer).data]).toEqual([0, 1, 2, 0])
  expect(withoutUnknown({}, answer)).toBe(answer)
})
