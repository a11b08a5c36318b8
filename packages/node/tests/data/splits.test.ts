import { expect, test } from 'vitest'
import { namedSplits, seededSplits, type Splits } from '../../src/data/splits.js'
import { openDataset } from '../../src/index.js'
import { cases, makeFolder } from './pictures.js'

const names = Array.from({ length: 400 }, (_, i) => `case${i}`)
const alone = { seed: 0, group: (name: string) => name }
const byPatient = { seed: 0, group: (name: string) => name.split('_')[0] ?? name }
const file = 'dataset.json'
const partsOf = ({ train, val, test: rest }: Splits) => [train, val, rest]

test('about 70, 10 and 20 of 100, every case once, by the seed', () => {
  const { train, val, test: rest } = seededSplits(names, alone)
  expect([...train, ...val, ...rest].sort()).toEqual([...names].sort())
  expect(Math.abs(train.length - 280)).toBeLessThan(30)
  expect(Math.abs(val.length - 40)).toBeLessThan(20)
  expect(Math.abs(rest.length - 80)).toBeLessThan(25)
  expect(seededSplits(names, alone)).toEqual({ train, val, test: rest })
  expect(seededSplits(names, { ...alone, seed: 1 }).test).not.toEqual(rest)
})

test('a new case moves no other', () => {
  const before = seededSplits(names.slice(0, 50), alone)
  const after = seededSplits(names.slice(0, 60), alone)
  for (const part of ['train', 'val', 'test'] as const)
    expect(after[part]).toEqual(expect.arrayContaining([...before[part]]))
})

test('every part has a case from three cases on', () => {
  for (let count = 3; count < 12; count++)
    for (let seed = 0; seed < 20; seed++) {
      const splits = seededSplits(names.slice(0, count), { ...alone, seed })
      const sizes = partsOf(splits).map((part) => part.length)
      expect(Math.min(...sizes)).toBeGreaterThan(0)
      expect(sizes.reduce((a, b) => a + b)).toBe(count)
    }
})

test('too few groups are refused', () => {
  expect(() => seededSplits(['p_1', 'p_2', 'q_1'], byPatient)).toThrow(
    '[@spad/node] the data set has 3 cases in 2 groups: it takes three groups to train, validate ' +
      'and test. Add cases, or name the `splits` in dataset.json.',
  )
})

const patients = Array.from({ length: 60 }, (_, i) => `p${Math.floor(i / 5)}_${i}`)

test('a group is never divided', () => {
  const splits = seededSplits(patients, byPatient)
  const owners = partsOf(splits).map((part) => new Set(part.map(byPatient.group)))
  expect(owners.reduce((sum, set) => sum + set.size, 0)).toBe(12)
})

test('without val, about 15 of 100 of train, by group and never from test', () => {
  const given = { train: names.slice(0, 300), test: names.slice(300) }
  const { train, val, test: rest } = namedSplits(file, names, given, alone)
  expect(rest).toEqual(names.slice(300))
  expect([...train, ...val].sort()).toEqual([...given.train].sort())
  expect(Math.abs(val.length - 45)).toBeLessThan(20)
  const grouped = namedSplits(file, patients, { train: patients }, byPatient)
  expect(grouped.val.length % 5).toBe(0)
  expect(grouped.val.length).toBeGreaterThan(0)
})

test('named splits keep the order of the data set', () => {
  const given = { train: ['case2', 'case0'], val: ['case1'], test: [] }
  expect(namedSplits(file, names.slice(0, 3), given, alone)).toEqual({
    train: ['case0', 'case2'],
    val: ['case1'],
    test: [],
  })
})

test.each([
  [
    { train: ['case0', 'case1', 'case9'] },
    '`splits.train` in `dataset.json` names `case9`: images/ has no such case.',
  ],
  [
    { train: ['case0', 'case1'], test: ['case1'] },
    '`case1` stands in `splits.train` and `splits.test` of `dataset.json`: a case belongs to one',
  ],
  [{ train: ['case0', 'case0', 'case1'] }, '`case0` stands in `splits.train` and `splits.train`'],
  [
    { train: ['case0'], val: [] },
    '`splits` in `dataset.json` leaves out `case1`: each case must be in one.',
  ],
  [{ test: ['case0', 'case1'] }, '`splits.train` in `dataset.json` is empty'],
  [{ train: ['case0'], test: ['case1'] }, '`splits.train` in `dataset.json` has one group only'],
])('refuses splits %j', (splits, message) => {
  expect(() => namedSplits(file, ['case0', 'case1'], splits, alone)).toThrow(message)
})

test('an empty split is refused when it is asked for', async () => {
  const splits = { train: ['a', 'b'], val: ['c'] }
  const dir = await makeFolder({ ...(await cases(3)), 'dataset.json': JSON.stringify({ splits }) })
  const data = await openDataset(dir)
  expect(() => data.subset('test')).toThrow(
    '`split` is test: it has no case. Name some under `splits.test`.',
  )
})

test('the pattern of dataset.json groups, an option outranks it, a wrong one is refused', async () => {
  const { 'images/a.png': image = '', 'masks/a.png': mask = '' } = await cases(1)
  const files: Record<string, Uint8Array | string> = {}
  for (const name of patients) {
    files[`images/${name}.png`] = image
    files[`masks/${name}.png`] = mask
  }
  const dir = await makeFolder({ ...files, 'dataset.json': '{"groupPattern":"^(p\\\\d+)_"}' })
  expect((await openDataset(dir)).splits).toEqual(seededSplits([...patients].sort(), byPatient))
  const free = await openDataset(dir, { groupPattern: '.*' })
  expect(free.splits).toEqual(seededSplits([...patients].sort(), alone))
  await expect(openDataset(dir, { groupPattern: '(' })).rejects.toThrow(
    '`groupPattern` is (: it must be a regular expression.',
  )
})
