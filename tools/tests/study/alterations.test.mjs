// @ts-check
import { describe, expect, test } from 'vitest'
import { phantomDataset } from '@spad/core/phantoms'
import { alter } from '../../study/data/alter.mjs'
import { blur, contrast, occlude, speckle } from '../../study/data/corrupt.mjs'
import { displace } from '../../study/data/displace.mjs'
import { dilate, erode } from '../../study/data/grow.mjs'
import { keep } from '../../study/data/keep.mjs'

const data = phantomDataset({ kind: 'oct', count: 12, seed: 3, size: [48, 64] })
/** @param {import('../../study/data/alter.mjs').Alteration} alteration */
const first = (alteration, seed = 1) => alter([alteration], data, { seed }).read(0)
const plain = await data.read(0)
/** @param {import('@spad/core').Sample} sample */
const targetOf = ({ labels }) => labels.data.filter((label) => label > 0).length

describe('contours', () => {
  test('are displaced and the image is not, the same for a seed, another for another', async () => {
    const moved = await first(displace({ reach: 0.03 }))
    expect(moved.image).toEqual(plain.image)
    expect(moved.labels.data).not.toEqual(plain.labels.data)
    expect((await first(displace({ reach: 0.03 }))).labels).toEqual(moved.labels)
    expect((await first(displace({ reach: 0.03 }), 2)).labels).not.toEqual(moved.labels)
    // about as large as before: displaced, not grown
    expect(targetOf(moved) / targetOf(plain)).toBeGreaterThan(0.6)
    expect(targetOf(moved) / targetOf(plain)).toBeLessThan(1.6)
  })

  test('do not depend on which other cases are there', async () => {
    const some = {
      ...data,
      names: data.names.slice(3, 5),
      read: (/** @type {number} */ i) => data.read(i + 3),
    }
    const alone = await alter([displace({})], some, { seed: 1 }).read(1)
    const among = await alter([displace({})], data, { seed: 1 }).read(4)
    expect(alone).toEqual(among)
  })

  test('grow and shrink by so many pixels', async () => {
    const labels = { data: new Uint8Array(21 * 21), height: 21, width: 21 }
    for (let y = 8; y < 13; y++) labels.data.fill(2, y * 21 + 8, y * 21 + 13)
    const square = { ...data, read: async () => ({ ...plain, labels }) }
    const wide = (await alter([dilate({ by: 2 / 21 })], square, { seed: 0 }).read(0)).labels
    const row = (/** @type {{ data: Uint8Array }} */ map, /** @type {number} */ y) =>
      [...map.data.subarray(y * 21, y * 21 + 21)].map((label) => label || '.').join('')
    expect(row(wide, 10)).toBe('......222222222......')
    expect(row(wide, 6)).toBe('.......2222222.......')
    expect(row(wide, 5)).toBe('.....................')
    const narrow = (await alter([erode({ by: 1 / 21 })], square, { seed: 0 }).read(0)).labels
    expect(row(narrow, 10)).toBe('.........222.........')
    expect(row(narrow, 8)).toBe('.....................')
  })
})

describe('few labels', () => {
  const names = data.names
  const group = (/** @type {string} */ name) => String(Math.floor(names.indexOf(name) / 3))

  test('are whole groups, the last one cut at the share, with the right pictures', async () => {
    const few = alter([keep({ share: 0.34 })], data, { seed: 4, group })
    expect(few.names).toHaveLength(4)
    const sizes = [...new Set(few.names.map(group))].map(
      (one) => few.names.filter((name) => group(name) === one).length,
    )
    expect(sizes.sort()).toEqual([1, 3])
    expect((await few.read(2)).name).toBe(few.names[2])
    expect(alter([keep({ share: 0.34 })], data, { seed: 4, group }).names).toEqual(few.names)
    const others = [5, 6, 7, 8].map(
      (seed) => alter([keep({ share: 0.34 })], data, { seed, group }).names,
    )
    expect(others.some((other) => String(other) !== String(few.names))).toBe(true)
  })

  test('are at least one', () => {
    expect(alter([keep({ share: 0.001 })], data, { seed: 0 }).names).toHaveLength(1)
  })
})

describe('corrupted images', () => {
  test.each([
    ['speckle', speckle({})],
    ['blur', blur({ sigma: 0.05 })],
    ['occlude', occlude({ area: 0.2 })],
    ['contrast', contrast({})],
  ])('%s changes the image alone, within its range, the same for a seed', async (_, alteration) => {
    const { image, labels } = await first(alteration)
    expect(labels).toEqual(plain.labels)
    expect(image.data).not.toEqual(plain.image.data)
    expect(image.data.every((value) => value >= 0 && value <= 1)).toBe(true)
    expect((await first(alteration)).image).toEqual(image)
  })

  test('an occlusion is as large as it is said to be', async () => {
    const { image } = await first(occlude({ area: 0.2 }))
    const changed = image.data.filter((value, i) => value !== plain.image.data[i]).length
    expect(changed / image.data.length).toBeGreaterThan(0.17)
    expect(changed / image.data.length).toBeLessThan(0.23)
  })
})
