// @ts-check
import { describe, expect, test } from 'vitest'
import { factorEffects, factorVariants } from '../../study/factors.mjs'
import { checkPlan, wholeVariant } from '../../study/plan.mjs'
import { effectsText } from '../../study/report/effects-text.mjs'
import golden from './golden-statistics.json' with { type: 'json' }

/** @param {number[]} of @param {number[]} places */
const product = (of, ...places) => places.reduce((all, place) => all * (of[place] ?? NaN), 1)

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const factors = { of: 'all', without: Object.fromEntries(names.map((name) => [name, {}])) }
/** As a file of lines has them. @param {typeof golden.effects.runs} runs @param {string} [set] */
const linesOf = (runs, set = 'one') =>
  /** @type {any[]} */ (
    runs.map(({ dice, ...run }) => ({ ...run, set, fold: 'forward', mean: { dice } }))
  )
const diceOf = (/** @type {any} */ line) => line.mean.dice

describe('a design', () => {
  test.each([2, 3, 4, 5, 8])(
    'of %i factors has each in half of its runs, whatever one other does',
    (k) => {
      const without = Object.fromEntries(Array.from({ length: k }, (_, i) => [`f${i}`, {}]))
      const runs = Object.keys(factorVariants({ of: 'all', without })).map((name) => name.slice(8))
      expect(new Set(runs).size).toBe(Math.min(2 ** k, 16))
      for (let i = 0; i < k; i++)
        for (let j = 0; j < i; j++)
          for (const bits of ['00', '01', '10', '11'])
            expect(runs.filter((run) => `${run[i]}${run[j]}` === bits)).toHaveLength(
              runs.length / 4,
            )
      expect(runs).toContain('1'.repeat(k))
      expect(runs).toContain('0'.repeat(k))
    },
  )

  test('of more factors than columns has no pair of factors that passes for a third', () => {
    const signs = Object.keys(factorVariants(factors)).map((name) =>
      [...name.slice(8)].map((bit) => (bit === '1' ? 1 : -1)),
    )
    for (let i = 0; i < 7; i++)
      for (let j = 0; j < i; j++)
        for (let k = 0; k < 7; k++)
          expect(signs.reduce((sum, run) => sum + product(run, i, j, k), 0)).toBe(0)
  })

  test('becomes variants of the plan, without what is absent', () => {
    const plan = checkPlan(
      {
        baseline: 'factors-00',
        sets: { s: { data: 's' } },
        variants: { spad: { options: { recipe: 'spad', bcd: { tau: 2 } } } },
        factors: {
          of: 'spad',
          without: { noise: { bcd: { noise: false } }, weight: { bcd: { kappa: 0 } } },
        },
        table: { seeds: [1] },
      },
      'p.yaml',
    )
    expect(wholeVariant(plan, 'factors-00').options).toEqual({
      recipe: 'spad',
      bcd: { tau: 2, noise: false, kappa: 0 },
    })
    expect(wholeVariant(plan, 'factors-01').options).toMatchObject({ bcd: { noise: false } })
    expect(plan.variants['factors-10']?.about).toBe('spad without weight')
    expect(wholeVariant(plan, 'factors-11').options).toEqual(plan.variants.spad?.options)
  })
})

describe('effects', () => {
  test('are those of least squares by NumPy', () => {
    const [row] = factorEffects(linesOf(golden.effects.runs), factors, diceOf)
    expect(row).toMatchObject({ set: 'one', seeds: 2 })
    row?.effects.forEach(({ name, ...found }, i) => {
      expect(name).toBe(names[i])
      for (const [key, value] of Object.entries(golden.effects.effects[i] ?? {}))
        expect(found[/** @type {'mean'} */ (key)]).toBeCloseTo(value, 7)
    })
  })

  test('over several sets are the means of theirs, and surer', () => {
    const lines = ['one', 'other'].flatMap((set) => linesOf(golden.effects.runs, set))
    const rows = factorEffects(lines, factors, diceOf)
    expect(rows.map(({ set }) => set)).toEqual(['one', 'other', 'all'])
    const [one, , all] = rows.map(({ effects }) => effects[0])
    expect(all?.mean).toBeCloseTo(one?.mean ?? NaN, 12)
    const width = (/** @type {typeof one} */ effect) => (effect?.high ?? 0) - (effect?.low ?? 0)
    expect(width(all) / width(one)).toBeGreaterThan(0.65)
    expect(width(all) / width(one)).toBeLessThan(Math.SQRT1_2)
  })

  test('leave out a seed that lacks a run, and need one that has all', () => {
    const lines = linesOf(golden.effects.runs)
    expect(factorEffects(lines.slice(0, -1), factors, diceOf)[0]?.seeds).toBe(1)
    expect(() => factorEffects(lines.slice(1, -1), factors, diceOf)).toThrow(/no seed has all/)
  })

  test('become a table with stars', () => {
    const text = effectsText(linesOf(golden.effects.runs), factors)
    expect(text).toMatch(/\| Set \| Seeds \| a \|/)
    const starred = golden.effects.effects.filter(({ p }) => p < 0.05).length
    expect(text.match(/\) \*/g)).toHaveLength(starred)
    expect(() => effectsText([], undefined)).toThrow(/the plan has no `factors`/)
  })
})
