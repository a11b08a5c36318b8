// @ts-check
import { expect, test } from 'vitest'
import { cellsOf } from '../../study/report/compare.mjs'
import { hardest } from '../../study/report/hardest.mjs'

/** @param {Record<string, number | null>} dice @param {object} [rest] @returns {import('../../study/lines.mjs').Line} */
const line = (dice, rest = {}) => ({
  ...{ set: 'eyes', fold: 'forward', variant: 'unet', regime: 'clean', seed: 1, split: 'test' },
  ...{ steps: 1, config: 'c', commit: null, mean: {}, classes: [] },
  ...{ seconds: { train: 1, score: 1 }, environment: {} },
  cases: Object.entries(dice).map(([name, value]) => [name, '', value, null, null, []]),
  ...rest,
})
const ten = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`case-${i}`, 0.9]))

test('the cases that hold a mean down are named, by the mean of the seeds', () => {
  const seeds = [
    line({ ...ten, low: 0.2, lower: 0.4 }),
    line({ ...ten, low: 0.4, lower: 0 }, { seed: 2 }),
  ]
  const [text] = hardest(cellsOf(seeds))
  expect(text).toContain(
    '| eyes | unet | 0.792 | 0.900 | 0.200 | 0.845 | lower 0.20, low 0.30, case-0 0.90, case-1 0.90, case-2 0.90 |',
  )
})

test('a case that a seed has no score of is left out, and a corrupted image', () => {
  const [text] = hardest(
    cellsOf([
      line({ one: 0.5, two: 0.7, none: 0 }),
      line({ one: 0.7, two: 0.7, none: null }, { seed: 2 }),
      line({ one: 0.1 }, { regime: 'blur' }),
    ]),
  )
  expect(text).toContain('| eyes | unet | 0.650 | 0.650 | 0.600 | 0.700 | one 0.60, two 0.70 |')
  expect(text).not.toContain('blur')
})

test('lines without cases have none', () => {
  expect(hardest(cellsOf([line({})]))).toEqual([])
})
