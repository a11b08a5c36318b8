import { dispose } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { disagreement, type DisagreementOptions } from '../src/index.js'
import { contextOf, disposeBatch, makeBatch, present, square, useCpu, valuesOf } from './batch.js'

beforeAll(useCpu)

/** Masks without Gaussian noise, at times near 1 or near 0: `2 y − 1` of what is left of `square`. */
async function masksOf(options: Partial<DisagreementOptions>, bias = 1e6): Promise<number[]> {
  const batch = makeBatch([4, 32, 32], square)
  const noise = disagreement({ noiseSchedule: () => 1, bias, ...options })
  const { state, timestep } = noise(batch, contextOf())
  const values = await valuesOf(present(state))
  dispose([present(state), present(timestep)])
  disposeBatch(batch)
  return values.filter((_, i) => i % 2 === 1).map((value) => (value + 1) / 2)
}

const inside = (i: number): number => square(0, Math.floor((i % 1024) / 32), i % 32)
const near = (i: number, by: number): boolean => {
  const [y, x] = [Math.floor((i % 1024) / 32), i % 32]
  const out = Math.max(8 - y, y - 23, 8 - x, x - 23)
  return Math.abs(out - 0.5) < by
}

test('at time 0 nothing is wrong', async () => {
  const masks = await masksOf({}, 1e-6)
  masks.forEach((value, i) => {
    expect(value).toBeCloseTo(inside(i), 4)
  })
})

test('contours move in a band, and nowhere else', async () => {
  const masks = await masksOf({ share: 0, tau: 2, shift: 1.5 })
  const changed = masks.filter((value, i) => Math.abs(value - inside(i)) > 0.5)
  expect(changed.length).toBeGreaterThan(100)
  masks.forEach((value, i) => {
    if (!near(i, 9)) expect(Math.abs(value - inside(i))).toBeLessThan(0.05)
    expect(value).toBeGreaterThan(-1e-4)
    expect(value).toBeLessThan(1 + 1e-4)
  })
})

test('a displacement is in pixels', async () => {
  const areas = async (shift: number): Promise<number> => {
    const masks = await masksOf({ share: 0, shift })
    return masks.filter((value, i) => Math.abs(value - inside(i)) > 0.5).length
  }
  const [one, two] = [await areas(1), await areas(2)]
  // 4 squares of 64 pixels of contour; the mean of |N(0, 1)| is 0.8
  expect(one).toBeGreaterThan(0.5 * 0.8 * 256)
  expect(one).toBeLessThan(2 * 0.8 * 256)
  expect(two).toBeGreaterThan(1.4 * one)
})

test('blocks are missing and added, as many as they should be, in the target and near it', async () => {
  const masks = await masksOf({ shift: 0, tau: 1, share: 0.5, blockSize: 4 })
  const missing = masks.filter((value, i) => inside(i) === 1 && !near(i, 4) && value < 0.01).length
  const all = masks.filter((_, i) => inside(i) === 1 && !near(i, 4)).length
  expect(missing / all).toBeGreaterThan(0.1)
  expect(missing / all).toBeLessThan(0.45)
  const added = masks.filter((value, i) => inside(i) === 0 && value > 0.9)
  expect(added.length).toBeGreaterThan(20)
  masks.forEach((value, i) => {
    if (inside(i) === 0 && !near(i, 8)) expect(value).toBeLessThan(0.01)
  })
})

test.each([
  [{ tau: 0 }, '`tau` is 0: it must be a number above 0.'],
  [{ share: 2 }, '`share` is 2: it must be a number from 0 to 1.'],
  [
    { contours: [0.5, 0.5] },
    '`contours` is [0.5, 0.5]: it must be two times from 0 to 1, the second',
  ],
  [
    { blocks: [0, 2] },
    '`blocks` is [0, 2]: it must be two times from 0 to 1, the second the later.',
  ],
])('%j is refused', (options, message) => {
  const noiseSchedule = (t: number): number => 1 - t
  expect(() => disagreement({ noiseSchedule, ...options } as never)).toThrow(
    `[@spad/noise] ${message}`,
  )
})
