import { expect, test } from 'vitest'
import { grouping, groupNotes } from '../../src/data/grouping.js'

test('the first capture, else the match, else the name', () => {
  expect(grouping('^(.*)_')('p1_a_03')).toBe('p1_a')
  expect(grouping('^p\\d+')('p12_03')).toBe('p12')
  expect(grouping('^q')('p12_03')).toBe('p12_03')
  expect(grouping()('p12_03')).toBe('p12_03')
  expect(grouping('(?<who>p\\d+)')('p12_03')).toBe('p12')
  expect(grouping('^(?:(x)|p)')('p1')).toBe('p')
})

test('a pattern that makes others hang ends at once', () => {
  const began = performance.now()
  const name = `${'a'.repeat(5000)}!`
  expect(grouping('^(a+)+$')(name)).toBe(name)
  expect(grouping('(a|aa)+$')(name)).toBe(name)
  expect(performance.now() - began).toBeLessThan(2000)
})

test('what is no pattern, or looks around or back, is refused', () => {
  expect(() => grouping('(')).toThrow('[@spad/node] `groupPattern` is (: it must be a regular')
  expect(() => grouping('^(?=p)')).toThrow(
    'it must be a regular expression that looks neither around nor back, so that its time is bounded.',
  )
  expect(() => grouping('(a)\\1')).toThrow('looks neither around nor back')
})

test('names that look like several images of a patient are said to', () => {
  const names = (patients: number, images: number, name: (p: number, i: number) => string) =>
    Array.from({ length: patients * images }, (_, k) =>
      name(k % patients, Math.floor(k / patients)),
    )
  expect(groupNotes(names(3, 4, (p, i) => `P0${p}_slice${i}`))).toEqual([
    'each case is a group of its own, but by their names the 12 cases may be of 3 patients, such as P00: if ' +
      'so, say `"groupPattern": "^(.*)_"` in dataset.json or `--group-pattern \'^(.*)_\'`, so that nobody is ' +
      'in two splits',
  ])
  expect(groupNotes(names(9, 2, (p, i) => `${p}-${i ? 'left' : 'right'}`))[0]).toContain('"^(.*)-"')
  expect(groupNotes(names(1, 9, (_, i) => `ISIC_000${i}`))).toEqual([])
  expect(groupNotes(names(9, 1, (p) => `${p}_training`))).toEqual([])
  expect(groupNotes(names(3, 4, (p, i) => `${p}${i}`))).toEqual([])
})
