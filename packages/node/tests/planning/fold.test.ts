import { expect, it } from 'vitest'
import { foldSplits, parseFold } from '../../src/planning/fold.js'

const names = Array.from({ length: 30 }, (_, i) => `p${i % 10}_${i}`)
const group = (name: string): string => name.split('_')[0]!
const splits = { train: names.slice(0, 20), val: names.slice(20, 24), test: ['t1', 't2'] }

it('divides train and val by group, each case into one part, and leaves test alone', () => {
  const folds = [1, 2, 3].map((k) => foldSplits(splits, group, { k, n: 3 }))
  const held = folds.flatMap(({ val }) => val)
  expect(held.sort()).toEqual([...splits.train, ...splits.val].sort())
  for (const { train, val, test } of folds) {
    expect(test).toEqual(['t1', 't2'])
    expect(train.length + val.length).toBe(24)
    const inside = new Set(train.map(group))
    expect(val.some((name) => inside.has(group(name)))).toBe(false)
  }
})

it('refuses more parts than groups', () => {
  expect(() => foldSplits(splits, group, { k: 1, n: 11 })).toThrow(
    '[@spad/node] `fold` is 1/11: there are 10 groups to divide, and each part needs one.',
  )
})

it('reads K/N', () => {
  expect(parseFold('2/5')).toEqual({ k: 2, n: 5 })
  for (const text of ['0/5', '6/5', '1/1', '1', 'a/b', '1/5/2'])
    expect(parseFold(text)).toBeUndefined()
})
