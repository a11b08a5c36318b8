import '@tensorflow/tfjs-backend-cpu'
import { dispose, type Rank, setBackend, sub, mul, tensor4d, tidy } from '@tensorflow/tfjs-core'
import { createRandom, type PredictClean, randomNormal } from '@spad/core'
import { beforeAll, expect, test } from 'vitest'
import { categorical, cosineSchedule, timesteps } from '../../src/index.js'

beforeAll(async () => {
  await setBackend('cpu')
})

/** Sure of nothing but that three quarters of the pixels are of class 1. */
const unsure: PredictClean = (state) =>
  tidy(() => {
    const pixels = state.size / 2
    const p = tensor4d(
      Float32Array.from({ length: state.size }, (_, i) => (i % 2 === 1 ? 0.75 : 0.25)),
      [1, 1, pixels, 2],
    )
    return sub(mul(p, 2), 1)
  })

test('what the network sees are classes of unit variance, ever more as it predicts them', async () => {
  const start = randomNormal<Rank.R4>([1, 1, 4000, 2], createRandom(1))
  const shares: number[] = []
  const result = await categorical()(
    (state, t) => {
      const values = Array.from(state.dataSync())
      expect(values.every((value) => Math.abs(Math.abs(value) - 1) < 1e-5)).toBe(true)
      // one class a pixel
      for (let i = 0; i < values.length; i += 2)
        expect(values[i]! + values[i + 1]!).toBeCloseTo(0, 5)
      shares.push(values.filter((value, i) => i % 2 === 1 && value > 0).length / 4000)
      return unsure(state, t)
    },
    start,
    { noiseSchedule: cosineSchedule(), timesteps: timesteps(10), random: createRandom(3) },
  )
  expect(shares).toHaveLength(10)
  expect(Math.abs((shares[0] ?? 0) - 0.5)).toBeLessThan(0.03)
  expect(shares.at(-1)).toBeGreaterThan(0.7)
  expect(result.dataSync()[1]).toBeCloseTo(0.5, 5)
  dispose([start, result])
})
