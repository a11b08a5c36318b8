import {
  grad,
  memory,
  ones,
  type Scalar,
  tensor4d,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom, diceCrossEntropy } from '../../src/index.js'
import { testBackend } from '../backend.js'

beforeAll(testBackend)

const shape: [number, number, number, number] = [2, 2, 3, 3]
const random = createRandom(1)
const logits = Float32Array.from({ length: 36 }, () => random.normal())
const target = Float32Array.from({ length: 36 }, (_, i) =>
  i % 3 === Math.floor(i / 3) % 3 ? 1 : 0,
)
const weight = Float32Array.from({ length: 12 }, () => random.uniform())

type Pool = 'batch' | 'image'

/** All of the Dice loss over the batch, class by class, or over each image, all foreground as one. */
const all = (pool: Pool) => (pool === 'batch' ? {} : { dice: 0, imageDice: 1 })

/** How near a pixel is to a boundary: what the mean over it and its neighbours, in an image of 2 × 3, says. */
function band(pixel: number): number {
  const [image, row, column] = [Math.floor(pixel / 6), Math.floor((pixel % 6) / 3), pixel % 3]
  const around = [0, 1]
    .flatMap((y) => [0, 1, 2].map((x) => ({ y, x })))
    .filter(({ y, x }) => Math.abs(y - row) <= 1 && Math.abs(x - column) <= 1)
    .map(({ y, x }) => image * 6 + y * 3 + x)
  const mean = (c: number): number =>
    around.reduce((sum, neighbour) => sum + target[neighbour * 3 + c]!, 0) / around.length
  return Math.max(...[0, 1, 2].map((c) => 4 * mean(c) * (1 - mean(c))))
}

/** The loss in plain numbers, straight from the formulas. */
function byHand(z: ArrayLike<number>, pool: Pool, gain: number): number {
  let entropy = 0
  let weights = 0
  const overlap = new Map<string, number>()
  const total = new Map<string, number>()
  const count = (sums: Map<string, number>, key: string, value: number) =>
    sums.set(key, (sums.get(key) ?? 0) + value)
  for (let pixel = 0; pixel < 12; pixel++) {
    const e = [0, 1, 2].map((c) => Math.exp(z[pixel * 3 + c]!))
    const sum = e[0]! + e[1]! + e[2]!
    for (let c = 0; c < 3; c++) {
      const p = e[c]! / sum
      const y = target[pixel * 3 + c]!
      const w = weight[pixel]!
      const v = w * (1 + gain * band(pixel))
      entropy -= v * y * Math.log(p)
      weights += v * y
      if (pool === 'image' || c === 0) continue
      count(overlap, `${c}`, w * y * p)
      count(total, `${c}`, w * (y + p))
    }
    if (pool === 'batch') continue
    const [y, p] = [1 - target[pixel * 3]!, 1 - e[0]! / sum]
    const image = pixel < 6 ? 'first' : 'second'
    count(overlap, image, weight[pixel]! * y * p)
    count(total, image, weight[pixel]! * (y + p))
  }
  const dice = [...total].map(([key, sum]) => (2 * overlap.get(key)! + 1) / (sum + 1))
  return entropy / weights + 1 - dice.reduce((a, b) => a + b) / dice.length
}

function loss(z: Tensor4D, pool: Pool, boundary: number): Scalar {
  const of = diceCrossEntropy({ ...all(pool), boundary })
  return of(z, tensor4d(target, shape), tensor4d(weight, [2, 2, 3, 1]))
}

describe.each([
  ['batch', 0],
  ['image', 0],
  ['batch', 3],
  ['image', 7],
] as const)('Dice over the %s, boundaries weighing %i times more', (pool, boundary) => {
  test('equals the formulas', () => {
    const value = tidy(() => loss(tensor4d(logits, shape), pool, boundary).dataSync()[0])
    expect(value).toBeCloseTo(byHand(logits, pool, boundary), 5)
  })

  test('its gradient equals numeric differentiation', () => {
    const before = memory().numTensors
    const gradient = tidy(() =>
      grad((z) => loss(z as Tensor4D, pool, boundary))(tensor4d(logits, shape)).dataSync(),
    )
    for (let i = 0; i < 36; i += 5) {
      const exact = Array.from(logits, Number)
      const moved = (by: number): number =>
        byHand(
          exact.map((v, k) => (k === i ? v + by : v)),
          pool,
          boundary,
        )
      expect(gradient[i]).toBeCloseTo((moved(1e-4) - moved(-1e-4)) / 2e-4, 4)
    }
    expect(memory().numTensors).toBe(before)
  })

  test('a perfect, sure answer costs nothing', () => {
    const value = tidy(() => {
      const sure = tensor4d(
        target.map((y) => (y > 0 ? 20 : -20)),
        shape,
      )
      return loss(sure, pool, boundary).dataSync()[0]
    })
    expect(value).toBeLessThan(1e-3)
    expect(value).toBeGreaterThanOrEqual(0)
  })
})

test('an invented speck costs an image of its own far more than a whole batch', () => {
  const invented = (pool: Pool) =>
    tidy(() => {
      // the first image is empty but for one pixel that is wrongly sure; the second is right
      const truth = tensor4d(
        Array.from({ length: 12 }, (_, i) => (i < 6 ? [1, 0] : [0, 1])).flat(),
        [2, 2, 3, 2],
      )
      const answer = Array.from({ length: 12 }, (_, i) =>
        i === 0 || i >= 6 ? [-9, 9] : [9, -9],
      ).flat()
      const only = { ...all(pool), crossEntropy: 0, smooth: 0.1 }
      return diceCrossEntropy(only)(
        tensor4d(answer, [2, 2, 3, 2]),
        truth,
        ones([2, 2, 3, 1]),
      ).dataSync()[0]!
    })
  expect(invented('image')).toBeGreaterThan(4 * invented('batch'))
})

test('both at once are their weighted sum', () => {
  const [batch, image, both] = tidy(() => {
    const z = tensor4d(logits, shape)
    const w = tensor4d(weight, [2, 2, 3, 1])
    return [{}, { dice: 0, imageDice: 1 }, { crossEntropy: 2, dice: 1, imageDice: 1 }].map(
      (options) => diceCrossEntropy(options)(z, tensor4d(target, shape), w).dataSync()[0]!,
    )
  })
  expect(both).toBeCloseTo(batch! + image!, 5)
})

test.each([
  [{ dice: -1 }, '`dice` is -1: it must be a number of at least 0.'],
  [{ crossEntropy: NaN }, '`crossEntropy` is NaN'],
  [{ boundary: -0.1 }, '`boundary` is -0.1'],
  [{ smooth: 0 }, '`smooth` is 0: it must be a number above 0.'],
])('refuses %j', (given, message) => {
  expect(() => diceCrossEntropy(given)).toThrow(`[@spad/core] ${message}`)
})

test('classes are weighed in the cross-entropy alone, and equally by default', async () => {
  const value = async (classWeights?: number[], options = {}): Promise<number> => {
    const loss = diceCrossEntropy({ dice: 0, ...options, ...(classWeights && { classWeights }) })
    const inputs = [
      tensor4d(logits, shape),
      tensor4d(target, shape),
      tensor4d(weight, [2, 2, 3, 1]),
    ] as const
    const [result = NaN] = await tidy(() => loss(...inputs)).data()
    for (const input of inputs) input.dispose()
    return result
  }
  expect(await value([1, 1, 1])).toBeCloseTo(await value(), 6)
  expect(await value([5, 5, 5])).toBeCloseTo(await value(), 6)
  // a mean over pixels of one class alone is that class' own
  const own = await value([0, 0, 1])
  const byHand = [...Array(12).keys()]
    .filter((pixel) => target[3 * pixel + 2] === 1)
    .reduce<[number, number]>(
      ([sum, total], pixel) => {
        const row = [0, 1, 2].map((k) => logits[3 * pixel + k]!)
        const log = Math.log(row.reduce((all, one) => all + Math.exp(one), 0)) - row[2]!
        return [sum + weight[pixel]! * log, total + weight[pixel]!] as [number, number]
      },
      [0, 0],
    )
  expect(own).toBeCloseTo(byHand[0] / byHand[1], 5)
  await expect(value([1, 2])).rejects.toThrow('`classWeights` has length 2: there are 3 classes')
  expect(() => diceCrossEntropy({ classWeights: [1, -1] })).toThrow('`classWeights[1]` is -1')
})
