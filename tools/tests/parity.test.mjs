// @ts-check
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { compare, comparisonLine } from '../parity/compare.mjs'

const one = { labels: [0, 1, 1, 0], probabilities: [0.2, 0.8], losses: [1.5, 1.2] }

describe('compare', () => {
  test('takes rounding for equal', () => {
    const other = { ...one, probabilities: [0.2005, 0.8], losses: [1.5, 1.2009] }
    const comparison = compare([one, one], [one, other])
    expect(comparison).toMatchObject({ labels: 1, equal: true })
    expect(comparison.probabilities).toBeCloseTo(5e-4, 9)
    expect(comparison.losses).toBeCloseTo(9e-4, 9)
    expect(comparisonLine('a – b', comparison)).toMatch(
      /^ok {6}a – b +labels 100\.000 %, probabilities 5\.0e-4, losses 9\.0e-4$/,
    )
  })

  test.each([
    ['a label', { ...one, labels: [0, 1, 1, 1] }],
    ['a probability', { ...one, probabilities: [0.202, 0.8] }],
    ['a loss', { ...one, losses: [1.5, 1.202] }],
    ['a loss that is no number', { ...one, losses: [1.5, NaN] }],
    ['a missing loss', { ...one, losses: [1.5] }],
  ])('finds %s that differs', (_, other) => {
    const comparison = compare([one], [other])
    expect(comparison.equal).toBe(false)
    expect(comparisonLine('a – b', comparison)).toMatch(/^FAILED {2}a – b/)
  })
})

describe('npm run parity', () => {
  const script = fileURLToPath(new URL('../parity/parity.mjs', import.meta.url))
  const parity = (/** @type {string[]} */ ...args) =>
    promisify(execFile)(process.execPath, [
      ...['--conditions=@spad/source', '--import', 'tsx', script],
      ...args,
    ])

  test('has a line for each backend and pair', async () => {
    const { stdout } = await parity('--steps', '2', '--backends', 'wasm,cpu')
    expect(stdout).toMatch(
      /^Node .*\nwasm +tfjs-backend-wasm .*\ncpu +tfjs-core .*\nok +wasm – cpu +labels /,
    )
  })

  test('fails where none may be missing, and says why one is', async () => {
    const outcome = await parity('--steps', '1', '--backends', 'webgl', '--all').catch((e) => e)
    expect(outcome.code).toBe(1)
    expect(outcome.stdout).toMatch(/\nwebgl +left out: .*it must be one of auto, cuda/)
  })
})
