import { dispose, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core'
import type { Batch } from '@spad/core'
import { beforeAll, expect, test } from 'vitest'
import { maskDiffusion } from '../src/index.js'
import {
  contextOf,
  disposeBatch,
  makeBatch,
  momentsOf,
  present,
  square,
  useCpu,
  valuesOf,
} from './batch.js'

beforeAll(useCpu)

const made = ({ state, timestep }: Batch): [Tensor4D, Tensor1D] => [
  present(state),
  present(timestep),
]

test('with nothing but signal the state is 2 y − 1, whatever the scale', async () => {
  const batch = makeBatch([2, 32, 32], square)
  const noise = maskDiffusion({ noiseSchedule: () => 1, signalScale: 0.01 })
  const [state, timestep] = made(noise(batch, contextOf()))
  const y = await valuesOf(batch.target)
  const expected = y.map((value) => expect.closeTo(2 * value - 1, 5) as number)
  expect(await valuesOf(state)).toEqual(expected)
  dispose([state, timestep])
  disposeBatch(batch)
})

test.each([0.1, 1])('the state has unit variance at every time, b = %s', async (signalScale) => {
  const batch = makeBatch([24, 16, 16], (_, y) => Number(y < 8))
  const noise = maskDiffusion({ noiseSchedule: (t) => 1 - t, signalScale })
  const [state, timestep] = made(noise(batch, contextOf()))
  const values = await valuesOf(state)
  for (let sample = 0; sample < 24; sample++)
    expect(momentsOf(values.slice(sample * 512, (sample + 1) * 512)).deviation).toBeCloseTo(1, 0)
  expect(momentsOf(values).deviation).toBeCloseTo(1, 1)
  dispose([state, timestep])
  disposeBatch(batch)
})

test.each([1, 3])('times are u^(1 / bias), bias = %s', async (bias) => {
  const batch = makeBatch([4000, 1, 1], () => 1)
  const noise = maskDiffusion({ noiseSchedule: (t) => 1 - t, bias })
  const [state, timestep] = made(noise(batch, contextOf()))
  const times = await valuesOf(timestep)
  expect(times.every((t) => t >= 0 && t <= 1)).toBe(true)
  expect(momentsOf(times).mean).toBeCloseTo(bias / (bias + 1), 1)
  // the signal that is left belongs to the time: ᾱ = 1 − t, seen in the sign of the state
  const late = (await valuesOf(state)).filter((_, i) => i % 2 === 1 && (times[i >> 1] ?? 0) > 0.9)
  expect(Math.abs(momentsOf(late).mean)).toBeLessThan(0.15)
  dispose([state, timestep])
  disposeBatch(batch)
})

test.each([
  [{ signalScale: 0 }, '`signalScale` is 0: it must be a number above 0.'],
  [{ bias: -1 }, '`bias` is -1: it must be a number above 0.'],
  [{ noiseSchedule: undefined }, '`noiseSchedule` is undefined: it must be a function of time.'],
])('%j is refused', (options, message) => {
  const noiseSchedule = (t: number): number => 1 - t
  expect(() => maskDiffusion({ noiseSchedule, ...options } as never)).toThrow(
    `[@spad/noise] ${message}`,
  )
})

test('a noise schedule out of range is refused', () => {
  const batch = makeBatch([1, 2, 2], square)
  const noise = maskDiffusion({ noiseSchedule: () => 2 })
  expect(() => noise(batch, contextOf())).toThrow(
    /\[@spad\/noise\] `noiseSchedule` gives 2 at 0\.\d+: it must be from 0 to 1\./,
  )
  disposeBatch(batch)
})
