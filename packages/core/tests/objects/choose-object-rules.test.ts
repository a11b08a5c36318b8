import { expect, test } from 'vitest'
import { type Answered, chooseObjectRules, createRandom, type LabelMap } from '../../src/index.js'

const SIDE = 40

/** A disc, with specks beside it or a hole in it. */
function disc({ specks = 0, hole = false, seed = 0 }): LabelMap {
  const data = new Uint8Array(SIDE * SIDE)
  const random = createRandom(seed)
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const r = Math.hypot(y - 20, x - 20)
      if (r < 10 && !(hole && r < 3)) data[y * SIDE + x] = 1
    }
  for (let i = 0; i < specks; i++) data[random.integer(8) * SIDE + random.integer(SIDE)] = 1
  return { data, height: SIDE, width: SIDE }
}

const cases = (count: number, answer: (i: number) => LabelMap): Answered[] =>
  Array.from({ length: count }, (_, i) => ({ truth: disc({}), answer: answer(i) }))

test('specks are dropped where that helps', () => {
  const { rules, chosen } = chooseObjectRules(
    cases(8, (i) => disc({ specks: 4 + (i % 3), seed: i })),
    2,
  )
  expect(chosen).toMatchObject([{ label: 1, after: 1 }])
  expect(chosen[0]?.before).toBeLessThan(0.996)
  expect(rules[0]).toEqual({})
  expect(rules[1]).toHaveProperty('minSize')
})

test('holes are filled where that helps, with specks as well', () => {
  const { rules } = chooseObjectRules(
    cases(8, (i) => disc({ hole: true, specks: 5, seed: i })),
    2,
  )
  expect(rules[1]).toMatchObject({ fill: true, minSize: expect.any(Number) as number })
})

test('nothing is done where nothing helps, or where too few cases tell', () => {
  expect(
    chooseObjectRules(
      cases(8, () => disc({})),
      2,
    ),
  ).toEqual({ rules: [{}, {}], chosen: [] })
  expect(
    chooseObjectRules(
      cases(4, (i) => disc({ specks: 9, seed: i })),
      2,
    ).chosen,
  ).toEqual([])
})

test('one case that gains much is not enough', () => {
  const { chosen } = chooseObjectRules(
    cases(8, (i) => disc({ specks: i === 0 ? 60 : 0, seed: i })),
    2,
  )
  expect(chosen).toEqual([])
})
