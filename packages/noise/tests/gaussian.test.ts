import { beforeAll, expect, test } from 'vitest'
import { gaussian } from '../src/index.js'
import { contextOf, disposeBatch, makeBatch, momentsOf, square, useCpu, valuesOf } from './batch.js'

beforeAll(useCpu)

test('noises every pixel, keeps unit variance, is as strong as stated at most', async () => {
  const batch = makeBatch([16, 32, 32], square)
  const noisy = gaussian({ sigma: 3 })(batch, contextOf({ gaussian: 1 }))
  const [before, after] = [await valuesOf(batch.image), await valuesOf(noisy.image)]
  const strengths: number[] = []
  for (let sample = 0; sample < 16; sample++) {
    const at = (values: number[]) => values.slice(sample * 1024, (sample + 1) * 1024)
    const [v, w] = [at(before), at(after)]
    expect(momentsOf(w).deviation).toBeCloseTo(1, 0)
    expect(w.every((value, i) => value !== v[i])).toBe(true)
    // the correlation of (v + s ε) / √(1 + s²) with v is 1 / √(1 + s²)
    const correlation = v.reduce((sum, value, i) => sum + value * (w[i] ?? NaN), 0) / 1024
    strengths.push(Math.sqrt(Math.max(0, 1 / correlation ** 2 - 1)))
  }
  expect(Math.max(...strengths)).toBeLessThan(3.4)
  expect(Math.max(...strengths)).toBeGreaterThan(2)
  expect(Math.min(...strengths)).toBeLessThan(1)
  expect(noisy.target).toBe(batch.target)
  noisy.image.dispose()
  disposeBatch(batch)
})

test('an intensity above 1 is allowed, one below 0 is not', () => {
  const batch = makeBatch([1, 4, 4], square)
  gaussian()(batch, contextOf({ gaussian: 4 })).image.dispose()
  expect(() => gaussian()(batch, contextOf({ gaussian: -1 }))).toThrow(
    '[@spad/noise] `intensity.gaussian` is -1: it must be a finite number of at least 0.',
  )
  expect(gaussian({ sigma: 0 })(batch, contextOf({ gaussian: 1 }))).toBe(batch)
  expect(gaussian()(batch, contextOf({ gaussian: 0 }))).toBe(batch)
  disposeBatch(batch)
})

test('a negative sigma is refused', () => {
  expect(() => gaussian({ sigma: -1 })).toThrow(
    '[@spad/noise] `sigma` is -1: it must be a number of at least 0.',
  )
})
