import '@tensorflow/tfjs-backend-cpu'
import { add, keep, mul, reshape, scalar, setBackend, sub, zeros } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { type Noise, randomNormal } from '../../src/index.js'
import { testNoise, type NoiseTestOptions } from '../../src/testing.js'
import { failuresOf } from './collect.js'

beforeAll(async () => {
  await setBackend('cpu')
})

const failures = async (noise: Noise, options: NoiseTestOptions = {}): Promise<string[]> =>
  Object.entries(
    await failuresOf((run) => {
      testNoise(run, 'it', () => noise, options)
    }),
  ).map(([rule, message]) => `${rule}: ${message}`)

testNoise(test, 'the identity', () => (batch) => batch, { state: true, channels: 3 })

testNoise(
  test,
  'a plain function',
  () => (batch, context) => {
    const strength = context.intensity.mine
    if (strength === undefined) throw new Error('`mine` is missing')
    const noise = randomNormal(batch.image.shape, context.random)
    return { ...batch, image: add(batch.image, mul(noise, strength)) }
  },
  { intensity: { mine: 1 } },
)

testNoise(test, 'a noise that adds a tensor of its own', () => (batch) => ({
  ...batch,
  band: mul(batch.weight, 2),
  places: zeros([batch.image.shape[0], 2], 'int32'),
}))

test('a broken mask or weight is found', async () => {
  const doubled: Noise = (batch) => ({ ...batch, target: mul(batch.target, 2) })
  expect((await failures(doubled))[0]).toBe(
    'keeps shapes and meanings, batch 3×24×16×2: `target` leaves [0, 1]',
  )
  const negative: Noise = (batch) => ({ ...batch, weight: sub(batch.weight, 2) })
  expect((await failures(negative))[0]).toContain('`weight` is negative somewhere')
  const infinite: Noise = (batch) => ({ ...batch, image: mul(batch.image, scalar(1 / 0)) })
  expect((await failures(infinite))[0]).toContain('`image` holds NaN or an infinite value')
})

test('a changed shape is found', async () => {
  const narrow: Noise = (batch) => ({ ...batch, weight: reshape(batch.weight, [-1, 1, 1, 1]) })
  expect((await failures(narrow))[0]).toContain('the shape of `weight` is [1152,1,1,1]')
})

test('a disposed argument is found', async () => {
  const greedy: Noise = (batch) => {
    const image = mul<typeof batch.image>(batch.image, 1)
    batch.weight.dispose()
    return { ...batch, image, weight: mul(batch.target, 0) }
  }
  expect(await failures(greedy)).toContain(
    'leaves its argument alone: `weight` of the argument was disposed',
  )
})

test('randomness from elsewhere is found', async () => {
  let calls = 0
  const unseeded: Noise = (batch) => ({ ...batch, image: add(batch.image, ++calls) })
  expect(await failures(unseeded)).toEqual([
    expect.stringContaining('the same numbers from the same seed: `image` of a second call is off'),
  ])
})

test('kept tensors are found', async () => {
  const hoarding: Noise = (batch) => (keep(scalar(1)), batch)
  expect(await failures(hoarding)).toEqual([
    'holds on to no tensor: 1 tensors are left after `tidy`: there must be none',
  ])
})

test('a noise that ignores its intensity is found', async () => {
  const stubborn: Noise = (batch) => ({ ...batch, image: add(batch.image, 1) })
  expect(await failures(stubborn, { intensity: { mine: 1 } })).toEqual([
    expect.stringContaining('intensity 0 changes nothing: `image` is off by '),
    'says that mine is missing: a call without the intensity did not throw',
  ])
})
