import { expect, test } from 'vitest'
import type { NoiseSchedule, ProgressSchedule } from '../../src/index.js'
import { testNoiseSchedule, testProgressSchedule } from '../../src/testing.js'
import { failuresOf } from './collect.js'

const progressFailures = (
  schedule: ProgressSchedule,
  options = {},
): Promise<Record<string, string>> =>
  failuresOf((run) => {
    testProgressSchedule(run, 'it', () => schedule, options)
  })

const noiseFailures = (schedule: NoiseSchedule, options = {}): Promise<Record<string, string>> =>
  failuresOf((run) => {
    testNoiseSchedule(run, 'it', () => schedule, options)
  })

testProgressSchedule(test, 'a bare function', () => (progress) => ({ scd: 1 - progress }), {
  endsAtZero: ['scd'],
})
testNoiseSchedule(test, 'a straight line', () => (t) => 1 - t)

test('a negative or infinite intensity is found', async () => {
  const rule = 'every intensity is finite and not negative'
  expect(await progressFailures((p) => ({ scd: 0.5 - p }))).toEqual({
    [rule]: '`scd` is -0.010000000000000009 at progress 0.51: it must be at least 0 and finite',
  })
  expect(Object.keys(await progressFailures((p) => ({ scd: 1 / p })))).toEqual([rule])
})

test('names that come and go are found', async () => {
  const failures = await progressFailures((p) => ({ scd: 1, ...(p < 0.5 ? {} : { bcd: 1 }) }))
  expect(failures).toEqual({
    'the names are the same all the time':
      'the list of names at progress 0.5 is ["bcd","scd"]: it must be ["scd"]',
  })
})

test('a schedule that remembers is found', async () => {
  let calls = 0
  expect(Object.keys(await progressFailures(() => ({ scd: calls++ })))).toEqual(['a pure function'])
})

test('noise that never ends is found', async () => {
  expect(await progressFailures(() => ({ scd: 1 }), { endsAtZero: ['scd'] })).toEqual({
    'scd ends at zero': '`scd` at progress 1 is 1: it must be 0',
  })
})

test('a noise schedule that starts or ends elsewhere is found', async () => {
  const rule = 'from all signal at 0 to (nearly) none at 1'
  expect(await noiseFailures((t) => 0.9 - 0.9 * t)).toEqual({ [rule]: 'ᾱ(0) is 0.9: it must be 1' })
  expect(await noiseFailures((t) => 1 - 0.9 * t)).toEqual({
    [rule]: 'ᾱ(1) is 0.09999999999999998: it must be at most 0.01',
  })
  expect(await noiseFailures((t) => 1 - 0.9 * t, { rest: 0.2 })).toEqual({})
})

test('a noise schedule that rises, leaves its range or remembers is found', async () => {
  const rule = 'falls all the way and stays from 0 to 1'
  expect(await noiseFailures((t) => (t < 0.5 ? 1 - t : 1 - t ** 2))).toEqual({
    [rule]: 'ᾱ(0.5) is 0.75: it must be below 0.501',
  })
  expect(await noiseFailures((t) => 1 - 2 * t)).toEqual({
    [rule]: expect.stringMatching(/^ᾱ\(0.501\) is -0.002\d*: it must be from 0 to 1$/) as string,
  })
  let calls = 0
  expect(Object.keys(await noiseFailures((t) => 1 - t ** (1 + ++calls / 1e6)))).toEqual([
    'a pure function',
  ])
})
