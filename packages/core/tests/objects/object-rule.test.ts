import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyObjectRules, components, type LabelMap } from '../../src/index.js'

/** A map drawn with digits. */
function map(...rows: string[]): LabelMap {
  const data = Uint8Array.from(rows.join('').split('').map(Number))
  return { data, height: rows.length, width: rows[0]?.length ?? 0 }
}

const drawn = ({ data, width }: LabelMap): string[] =>
  Array.from({ length: data.length / width }, (_, y) =>
    [...data.subarray(y * width, (y + 1) * width)].join(''),
  )

test('objects touch at corners, and holes do not', () => {
  const steps = map('100', '010', '101')
  const ones = (pixel: number): boolean => steps.data[pixel] === 1
  expect(components(steps, ones).sizes).toEqual([0, 4])
  expect(components(steps, ones, { corners: false }).sizes).toEqual([0, 1, 1, 1, 1])
})

test('two arms that meet late are one object, numbered by its first pixel', () => {
  const u = map('10102', '10102', '11100')
  const { groups, sizes } = components(u, (pixel) => u.data[pixel] !== 0)
  expect(sizes).toEqual([0, 7, 2])
  expect([...groups]).toEqual([1, 0, 1, 0, 2, 1, 0, 1, 0, 2, 1, 1, 1, 0, 0])
})

test('small objects of a class are dropped, those of others stay', () => {
  const labels = map('110020', '110000', '000001')
  const rules = [{}, { minSize: 2 / 18 }, {}]
  expect(drawn(applyObjectRules(labels, rules))).toEqual(['110020', '110000', '000000'])
  expect(drawn(labels)).toEqual(['110020', '110000', '000001'])
})

test('the largest object alone is kept; of equals, the first', () => {
  const labels = map('1100', '0000', '0111')
  expect(drawn(applyObjectRules(labels, [{}, { largest: true }]))).toEqual(['0000', '0000', '0111'])
  const equal = map('1001')
  expect(drawn(applyObjectRules(equal, [{}, { largest: true }]))).toEqual(['1000'])
})

test('enclosed background is filled, but not where it touches the border or another class', () => {
  const ring = map('11111', '10001', '11111')
  expect(drawn(applyObjectRules(ring, [{}, { fill: true }]))).toEqual(['11111', '11111', '11111'])
  const open = map('11101', '10001', '11111')
  expect(applyObjectRules(open, [{}, { fill: true }]).data).toEqual(open.data)
  const shared = map('11111', '10201', '11111')
  expect(applyObjectRules(shared, [{}, { fill: true }, {}]).data).toEqual(shared.data)
})

test('an absent class, and no rule, change nothing at all', () => {
  const labels = map('010')
  expect(applyObjectRules(labels, [{}, {}])).toBe(labels)
  expect(applyObjectRules(labels, [{}, {}, { largest: true, fill: true }])).toBe(labels)
})

test('components are those of a flood fill', () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { minLength: 48, maxLength: 48 }),
      fc.boolean(),
      (mask, corners) => {
        const found = components({ height: 6, width: 8 }, (pixel) => mask[pixel] === true, {
          corners,
        })
        expect([...found.groups]).toEqual(flooded(mask, 6, 8, corners))
      },
    ),
  )
})

function flooded(mask: boolean[], height: number, width: number, corners: boolean): number[] {
  const groups = mask.map(() => 0)
  let count = 0
  mask.forEach((inside, start) => {
    if (!inside || groups[start] !== 0) return
    count++
    const open = [start]
    for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
      if (groups[pixel] !== 0) continue
      groups[pixel] = count
      const [y, x] = [Math.floor(pixel / width), pixel % width]
      for (const [v, u] of [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dy, dx] as const))) {
        const straight = v === 0 || u === 0
        const there = y + v >= 0 && y + v < height && x + u >= 0 && x + u < width
        const near = (y + v) * width + x + u
        if (there && (corners || straight) && mask[near] === true) open.push(near)
      }
    }
  })
  return groups
}

test('more objects than a call takes arguments', () => {
  const side = 1000
  const data = Uint8Array.from({ length: side ** 2 }, (_, i) =>
    i % 2 === 0 && Math.floor(i / side) % 2 === 0 ? 1 : 0,
  )
  const labels = { data, height: side, width: side }
  expect(applyObjectRules(labels, [{}, { largest: true }]).data.filter(Boolean)).toHaveLength(1)
})
