import { expect, test } from 'vitest'
import { createRandom, windows } from '../../src/index.js'

const network = { height: 8, width: 8 }
const size = { height: 37, width: 20 }

test('rows that are settled on the way are those of the whole, to the bit, and are forgotten', () => {
  const { corners, merging } = windows().windows!
  const [whole, rising] = [merging(size, network, 3), merging(size, network, 3)]
  const random = createRandom(4)
  const all = corners(size, network)
  const found: number[] = []
  for (const [i, corner] of all.entries()) {
    const answer = Float32Array.from({ length: 8 * 8 * 3 }, () => random.uniform())
    whole.add(corner, answer)
    rising.add(corner, answer)
    const rows = rising.settle!(all[i + 1]?.top ?? size.height)
    // a row of windows at a time
    expect(rows.length % (size.width * 3)).toBe(0)
    expect(rows.length).toBeLessThanOrEqual(8 * size.width * 3)
    found.push(...rows)
  }
  expect(found).toEqual([...whole.result().data])
  expect(rising.result().data.every((value) => value === 0)).toBe(true)
})
