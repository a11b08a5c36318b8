import { expect, test } from 'vitest'
import { createRandom } from '../../src/index.js'

test('gives the same bits on every engine', () => {
  const random = createRandom(42)
  expect([random.uniform(), random.uniform()]).toEqual([0.0251940242562273, 0.6825501648713844])
  expect([random.normal(), random.normal(), random.normal()]).toEqual([
    0.5576323503321216, 0.12442827524158384, -0.5301439849411879,
  ])
  expect(random.fork('noise').uniform()).toBe(0.5883025394316754)
})

test('a fork depends on the seed and the name, not on what was drawn', () => {
  const first = createRandom(7)
  const second = createRandom(7)
  second.uniform()
  second.fork('other').normal()
  expect(first.fork('a').uniform()).toBe(second.fork('a').uniform())
  expect(first.fork('a').uniform()).not.toBe(first.fork('b').uniform())
  expect(createRandom(8).fork('a').uniform()).not.toBe(first.fork('a').uniform())
})

test('goes on from a saved state, also in the middle of a normal pair', () => {
  const random = createRandom(3)
  random.normal()
  const copy = createRandom(JSON.parse(JSON.stringify(random.state())) as never)
  expect([copy.normal(), copy.normal(), copy.uniform()]).toEqual([
    random.normal(),
    random.normal(),
    random.uniform(),
  ])
})

test.each([0, 1, 6, 7, 600, 1025])(
  'fills %i places with the numbers that come one by one',
  (length) => {
    for (const drawn of [0, 1]) {
      const [filled, single] = [createRandom(3), createRandom(3)]
      for (let i = 0; i < drawn; i++) expect(filled.normal()).toBe(single.normal())
      const values = new Float32Array(length)
      filled.fillNormal(values)
      expect(values).toEqual(Float32Array.from({ length }, () => single.normal()))
      expect(filled.state()).toEqual(single.state())
    }
  },
)

test('normal numbers have the moments and tails of a normal', () => {
  const random = createRandom(1)
  const count = 200_000
  const moments = [0, 0, 0, 0]
  let beyond = 0
  for (let i = 0; i < count; i++) {
    const x = random.normal()
    ;[x, x ** 2, x ** 3, x ** 4].forEach(
      (power, k) => (moments[k] = (moments[k] ?? 0) + power / count),
    )
    if (Math.abs(x) > 1.959964) beyond++
  }
  expect(moments[0]).toBeCloseTo(0, 1)
  expect(moments[1]).toBeCloseTo(1, 1)
  expect(moments[2]).toBeCloseTo(0, 1)
  expect(Math.abs((moments[3] ?? 0) - 3)).toBeLessThan(0.1)
  expect(Math.abs(beyond / count - 0.05)).toBeLessThan(0.003)
})

test('integers cover their range evenly', () => {
  const random = createRandom(5)
  const counts = [0, 0, 0, 0, 0]
  for (let i = 0; i < 50_000; i++) counts[random.integer(5)]!++
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400)
})

test('refuses a seed that is no integer', () => {
  expect(() => createRandom(-1)).toThrow(
    '[@spad/core] `seed` is -1: it must be an integer from 0 to 9007199254740991.',
  )
  expect(() => createRandom(0.5)).toThrow('`seed` is 0.5')
})
