import { expect, test } from 'vitest'
import { grouping } from '../../src/data/grouping.js'

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
