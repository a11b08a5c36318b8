import { dispose, memory, type Tensor4D } from '@tensorflow/tfjs-core'
import type { Batch } from '@spad/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { bcd, bcdBand, type BcdOptions } from '../src/index.js'
import { contextOf, disposeBatch, makeBatch, present, square, useCpu, valuesOf } from './batch.js'

beforeAll(useCpu)

describe('the band', () => {
  test('is 4 m (1 − m) for two classes, largest at the boundary, 0 away from it', async () => {
    const batch = makeBatch([1, 4, 32], (_, __, x) => Number(x >= 16))
    const { band, blurred } = bcdBand(batch, 2)
    const m = (await valuesOf(blurred)).filter((_, i) => i % 2 === 1)
    const w = await valuesOf(band)
    w.forEach((value, i) => {
      expect(value).toBeCloseTo(4 * (m[i] ?? NaN) * (1 - (m[i] ?? NaN)), 5)
    })
    const row = w.slice(0, 32)
    expect(row.slice(15, 17)).toEqual([expect.closeTo(0.961, 2), expect.closeTo(0.961, 2)])
    row.slice(17, 22).forEach((value, i) => {
      expect(value).toBeLessThan(row[16 + i] ?? 0)
    })
    expect(
      row
        .slice(0, 9)
        .concat(row.slice(23))
        .every((value) => value < 1e-6),
    ).toBe(true)
    dispose([band, blurred])
    disposeBatch(batch)
  })

  test('has nothing at the border of the picture', async () => {
    const batch = makeBatch([1, 9, 12], () => 1)
    const { band, blurred } = bcdBand(batch, 3)
    expect((await valuesOf(band)).every((value) => Math.abs(value) < 1e-5)).toBe(true)
    dispose([band, blurred])
    disposeBatch(batch)
  })

  test('lies between any two classes and stays within [0, 1]', async () => {
    const batch = makeBatch([1, 24, 24], (_, y, x) => (y < 12 ? 0 : x < 12 ? 1 : 2), { classes: 3 })
    const { band, blurred } = bcdBand(batch)
    const w = await valuesOf(band)
    const at = (y: number, x: number) => w[y * 24 + x] ?? NaN
    expect([at(12, 2), at(12, 21), at(21, 12), at(12, 12)].every((value) => value > 0.85)).toBe(
      true,
    )
    expect(at(21, 2)).toBeLessThan(1e-3)
    expect(w.every((value) => value >= -1e-6 && value <= 1)).toBe(true)
    dispose([band, blurred])
    disposeBatch(batch)
  })
})

describe('each action can be had alone', () => {
  const off = { blurTarget: false, noise: false, weighLoss: false } as const
  const apply = (options: BcdOptions, lambda = 1): { batch: Batch; noisy: Batch; w: Tensor4D } => {
    const batch = makeBatch([2, 32, 32], square, { state: true })
    const { band, blurred } = bcdBand(batch)
    blurred.dispose()
    return { batch, noisy: bcd(options)(batch, contextOf({ bcd: lambda })), w: band }
  }

  test('the blur: y + λ w (m − y)', async () => {
    const { batch, noisy, w } = apply({ ...off, blurTarget: true }, 0.6)
    const { band, blurred } = bcdBand(batch)
    const [y, m, result, width] = [
      await valuesOf(batch.target),
      await valuesOf(blurred),
      await valuesOf(noisy.target),
      await valuesOf(w),
    ]
    result.forEach((value, i) => {
      const [yi, mi, wi] = [y[i] ?? NaN, m[i] ?? NaN, width[Math.floor(i / 2)] ?? NaN]
      expect(value).toBeCloseTo(yi + 0.6 * wi * (mi - yi), 5)
    })
    expect([noisy.image, noisy.weight]).toEqual([batch.image, batch.weight])
    dispose([band, blurred, w, noisy.target])
    disposeBatch(batch)
  })

  test('the noise, where the band is', async () => {
    const { batch, noisy, w } = apply({ ...off, noise: ['state'] })
    const [before, after, band] = [
      await valuesOf(present(batch.state)),
      await valuesOf(present(noisy.state)),
      await valuesOf(w),
    ]
    after.forEach((value, i) => {
      const change = Math.abs(value - (before[i] ?? NaN))
      const strength = band[Math.floor(i / 2)] ?? NaN
      if (strength === 0) expect(change).toBe(0)
      expect(change).toBeLessThanOrEqual(10 * strength)
    })
    expect(after).not.toEqual(before)
    expect([noisy.image, noisy.target, noisy.weight]).toEqual([
      batch.image,
      batch.target,
      batch.weight,
    ])
    dispose([w, present(noisy.state)])
    disposeBatch(batch)
  })

  test('the loss weight: times 1 − κ λ w', async () => {
    const { batch, noisy, w } = apply({ ...off, weighLoss: true, kappa: 0.5 }, 0.8)
    const [weight, band] = [await valuesOf(noisy.weight), await valuesOf(w)]
    weight.forEach((value, i) => {
      expect(value).toBeCloseTo(1 - 0.4 * (band[i] ?? NaN), 5)
    })
    expect([noisy.image, noisy.target]).toEqual([batch.image, batch.target])
    dispose([w, noisy.weight])
    disposeBatch(batch)
  })
})

test('takes an earlier weight into account and leaves behind what it returns', async () => {
  const batch = makeBatch([1, 16, 16], square)
  const once = bcd({ noise: false, blurTarget: false })(batch, contextOf({ bcd: 1 }))
  const before = memory().numTensors
  const twice = bcd()(once, contextOf({ bcd: 1 }))
  expect(memory().numTensors - before).toBe(3)
  const [one, two] = [await valuesOf(once.weight), await valuesOf(twice.weight)]
  two.forEach((value, i) => {
    expect(value).toBeCloseTo((one[i] ?? NaN) ** 2, 5)
  })
  dispose([once.weight, twice.image, twice.target, twice.weight])
  disposeBatch(batch)
})

test('at intensity 0 the batch comes back as it is', () => {
  const batch = makeBatch([1, 8, 8], square)
  expect(bcd()(batch, contextOf({ bcd: 0 }))).toBe(batch)
  disposeBatch(batch)
})

test.each([
  [{ tau: 0 }, '`tau` is 0: it must be a number above 0.'],
  [{ kappa: -0.1 }, '`kappa` is -0.1: it must be a number from 0 to 1.'],
  [{ noise: ['mask'] }, "`on` holds \"mask\": it must be of 'image' and 'state'."],
  [
    { blurTarget: false, noise: false, weighLoss: false },
    '`blurTarget`, `noise` and `weighLoss` are all false: at least one must be on. Leave `bcd` out instead.',
  ],
])('%j is refused', (options, message) => {
  expect(() => bcd(options as never)).toThrow(`[@spad/noise] ${message}`)
})
