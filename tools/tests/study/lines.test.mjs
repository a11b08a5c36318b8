// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { latest, readLines } from '../../study/lines.mjs'
import { caseGains, cellsOf, compareAll } from '../../study/report/compare.mjs'

/** @typedef {import('../../study/lines.mjs').Line} Line */

/** @type {string} */
let dir
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'spad-lines-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** @param {Partial<Line> & { dices: (number | null)[] }} given @returns {Line} */
const line = ({ dices, ...given }) => {
  const known = dices.filter((value) => value !== null)
  const dice = known.reduce((sum, value) => sum + value, 0) / known.length
  return /** @type {Line} */ ({
    ...{
      set: 's',
      fold: 'forward',
      regime: 'clean',
      split: 'test',
      seed: 1,
      config: 'c',
      steps: 1,
    },
    ...{ mean: { dice, hd95: 1, nsd: 1, cases: known.length }, classes: [] },
    cases: dices.map((value, i) => [`case${i}`, `patient${i >> 1}`, value, 1, 1, []]),
    ...given,
  })
}

describe('readLines', () => {
  test('passes over what a kill left at the end, and over nothing else', () => {
    const file = join(dir, 'a.jsonl')
    writeFileSync(file, '{"seed":1}\n{"seed":2}\n{"se')
    expect(readLines(file)).toEqual([{ seed: 1 }, { seed: 2 }])
    writeFileSync(file, '{"seed":1}\n{"se\n{"seed":3}\n{"seed":4}\n')
    expect(() => readLines(file)).toThrow(`line 2 of \`${file}\` is no JSON. Remove it.`)
    expect(readLines(join(dir, 'none.jsonl'))).toEqual([])
  })
})

describe('cells', () => {
  const both = ['forward', 'reverse']

  test('join the folds of a seed into one run, each case with one voice', () => {
    const lines = [
      line({ variant: 'unet', fold: 'forward', dices: [0.2, 0.4] }),
      line({ variant: 'unet', fold: 'reverse', dices: [0.9] }),
      line({ variant: 'unet', fold: 'forward', seed: 2, dices: [0.2, 0.4] }),
    ]
    const [cell] = cellsOf(lines)
    expect([...(cell?.bySeed.keys() ?? [])]).toEqual([1])
    expect(
      cell?.bySeed
        .get(1)
        ?.map(({ fold }) => fold)
        .sort(),
    ).toEqual(both)
  })

  test('compare the same cases, averaged over seeds, without those that lack a score', () => {
    const lines = [1, 2].flatMap((seed) => [
      line({ variant: 'unet', seed, dices: [0.5, 0.5, 0.5, null] }),
      line({ variant: 'mine', seed, dices: [0.5 + seed / 10, 0.4, seed === 1 ? 0.6 : null, 0.5] }),
    ])
    const [unet, mine] = /** @type {[any, any]} */ (cellsOf(lines, 'unet'))
    expect(caseGains(mine, unet, [1, 2], 2)).toEqual([
      { id: 'forward case0', group: 'forward patient0', gain: expect.closeTo(0.15, 9) },
      { id: 'forward case1', group: 'forward patient0', gain: expect.closeTo(-0.1, 9) },
    ])
    const [dice] = compareAll([unet, mine], 'unet')
    expect(dice?.cases).toMatchObject({ n: 2, of: 2 })
    expect(dice?.groups).toMatchObject({ n: 1, interval: { n: 1 } })
    expect(dice?.seeds.n).toBe(2)
  })

  test('never mix configs; the newest can be chosen', () => {
    const lines = [
      line({ variant: 'unet', seed: 1, config: 'old', dices: [0.1] }),
      line({ variant: 'unet', seed: 2, config: 'new', dices: [0.2] }),
    ]
    expect(() => cellsOf(lines)).toThrow(
      'unet on s (forward, clean) has lines of 2 configs (old, new)',
    )
    expect(cellsOf(latest(lines))[0]?.bySeed.size).toBe(1)
    expect(() => cellsOf([line({ dices: [1] }), line({ dices: [1] })])).toThrow(
      'several lines of one seed',
    )
  })
})
