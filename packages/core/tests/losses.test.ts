import { grad, memory, type Scalar, tensor4d, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { createRandom, diceCrossEntropy } from '../src/index.js'
import { testBackend } from './backend.js'

beforeAll(testBackend)

const shape: [number, number, number, number] = [2, 2, 3, 3]
const random = createRandom(1)
const logits = Float32Array.from({ length: 36 }, () => random.normal())
const target = Float32Array.from({ length: 36 }, (_, i) =>
  i % 3 === Math.floor(i / 3) % 3 ? 1 : 0,
)
const weight = Float32Array.from({ length: 12 }, () => random.uniform())

/** The loss in plain numbers, straight from the formulas. */
function byHand(z: ArrayLike<number>): number {
  let entropy = 0
  let weights = 0
  const overlap = [0, 0, 0]
  const total = [0, 0, 0]
  for (let pixel = 0; pixel < 12; pixel++) {
    const e = [0, 1, 2].map((c) => Math.exp(z[pixel * 3 + c]!))
    const sum = e[0]! + e[1]! + e[2]!
    for (let c = 0; c < 3; c++) {
      const p = e[c]! / sum
      const y = target[pixel * 3 + c]!
      const w = weight[pixel]!
      entropy -= w * y * Math.log(p)
      weights += w * y
      overlap[c]! += w * y * p
      total[c]! += w * (y + p)
    }
  }
  const dice = [1, 2].map((c) => (2 * overlap[c]! + 1) / (total[c]! + 1))
  return entropy / weights + 1 - (dice[0]! + dice[1]!) / 2
}

function loss(z: Tensor4D): Scalar {
  return diceCrossEntropy()(z, tensor4d(target, shape), tensor4d(weight, [2, 2, 3, 1]))
}

test('equals the formulas', () => {
  const value = tidy(() => loss(tensor4d(logits, shape)).dataSync()[0])
  expect(value).toBeCloseTo(byHand(logits), 5)
})

test('its gradient equals numeric differentiation', () => {
  const before = memory().numTensors
  const gradient = tidy(() => grad((z) => loss(z as Tensor4D))(tensor4d(logits, shape)).dataSync())
  for (let i = 0; i < 36; i += 5) {
    const exact = Array.from(logits, Number)
    const up = byHand(exact.map((v, k) => (k === i ? v + 1e-4 : v)))
    const down = byHand(exact.map((v, k) => (k === i ? v - 1e-4 : v)))
    expect(gradient[i]).toBeCloseTo((up - down) / 2e-4, 4)
  }
  expect(memory().numTensors).toBe(before)
})

test('a perfect, sure answer costs nothing', () => {
  const value = tidy(() => {
    const sure = tensor4d(
      target.map((y) => (y > 0 ? 20 : -20)),
      shape,
    )
    return loss(sure).dataSync()[0]
  })
  expect(value).toBeLessThan(1e-3)
  expect(value).toBeGreaterThanOrEqual(0)
})
