import { dispose } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { categoricalDiffusion } from '../src/index.js'
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

test('with nothing but signal the state is the class of each pixel', async () => {
  const batch = makeBatch([2, 32, 32], square)
  const { state, timestep } = categoricalDiffusion({ noiseSchedule: () => 1 })(batch, contextOf())
  const y = await valuesOf(batch.target)
  const expected = y.map((value) => expect.closeTo(2 * value - 1, 4) as number)
  expect(await valuesOf(present(state))).toEqual(expected)
  dispose([present(state), present(timestep)])
  disposeBatch(batch)
})

test.each([2, 4])(
  'with none of it every one of %i classes is as likely, of unit variance',
  async (classes) => {
    const batch = makeBatch([4, 32, 32], () => 1, { classes })
    const { state, timestep } = categoricalDiffusion({ noiseSchedule: () => 0 })(batch, contextOf())
    const values = await valuesOf(present(state))
    const { mean, deviation } = momentsOf(values)
    expect(mean).toBeCloseTo(0, 3)
    expect(deviation).toBeCloseTo(1, 3)
    for (let k = 0; k < classes; k++) {
      const chosen = values.filter((value, i) => i % classes === k && value > 0).length / 4096
      expect(Math.abs(chosen - 1 / classes)).toBeLessThan(0.03)
    }
    dispose([present(state), present(timestep)])
    disposeBatch(batch)
  },
)

test.each([
  [{ bias: 0 }, '`bias` is 0: it must be a number above 0.'],
  [{ noiseSchedule: undefined }, '`noiseSchedule` is undefined: it must be a function of time.'],
])('%j is refused', (options, message) => {
  const noiseSchedule = (t: number): number => 1 - t
  expect(() => categoricalDiffusion({ noiseSchedule, ...options } as never)).toThrow(
    `[@spad/noise] ${message}`,
  )
})
