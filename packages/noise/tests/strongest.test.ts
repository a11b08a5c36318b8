import { createRandom } from '@spad/core'
import { beforeAll, expect, test } from 'vitest'
import { gaussian, strongest } from '../src/index.js'
import { disposeBatch, makeBatch, momentsOf, square, useCpu, valuesOf } from './batch.js'

beforeAll(useCpu)

test('every sample gets the largest strength, and the noise is otherwise the same', async () => {
  const batch = makeBatch([4, 32, 32], square)
  const context = { intensity: { gaussian: 1 }, random: strongest(createRandom(3).fork('noise')) }
  const noisy = gaussian({ sigma: 3 })(batch, context)
  const [before, after] = [await valuesOf(batch.image), await valuesOf(noisy.image)]
  for (let sample = 0; sample < 4; sample++) {
    const at = (values: number[]) => values.slice(sample * 1024, (sample + 1) * 1024)
    // (v + 3 ε) / √10: what is left once v is taken out is noise of 3 / √10
    const rest = at(after).map((value, i) => value - (at(before)[i] ?? NaN) / Math.sqrt(10))
    expect(momentsOf(rest).deviation).toBeCloseTo(3 / Math.sqrt(10), 1)
  }
  noisy.image.dispose()
  disposeBatch(batch)
})

test('leaves all other numbers as they are', () => {
  const [plain, strong] = [createRandom(1), strongest(createRandom(1))]
  expect(strong.fork('epsilon').normal()).toBe(plain.fork('epsilon').normal())
  expect(strong.fork('part').fork('strength').uniform()).toBeGreaterThan(0.999)
})
