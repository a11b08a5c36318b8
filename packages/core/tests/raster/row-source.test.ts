import { expect, test } from 'vitest'
import { createRandom, normalize, type Raster, resizeRaster } from '../../src/index.js'
import { normalizedRows } from '../../src/raster/preprocess.js'
import { resizedRows } from '../../src/raster/resize.js'
import { risingResizer } from '../../src/raster/rising-resizer.js'
import { rowsOf, slabsOf } from '../../src/raster/row-source.js'

const random = createRandom(6)
const image: Raster = {
  data: Float32Array.from({ length: 150 * 9 * 2 }, () => random.uniform()),
  height: 150,
  width: 9,
  channels: 2,
}

test.each([
  [150, 9],
  [75, 9],
  [150, 5],
  [67, 13],
  [301, 20],
])(
  'an image resized to %i × %i and normalised by rows is that of the whole, to the bit',
  (height, width) => {
    const whole = normalize(resizeRaster(image, height, width))
    const rows = normalizedRows(resizedRows(rowsOf(image), height, width))
    const slab = slabsOf(rows)
    for (const [from, to] of [
      [0, 20],
      [0, 20],
      [12, 33],
      [40, 41],
      [height - 9, height],
      [0, 5],
    ] as const)
      // prettier-ignore
      expect(slab(from, to).data).toEqual(whole.subarray(from * width * 2, to * width * 2))
    const rising = risingResizer(image, { height, width })
    const found: number[] = []
    for (let row = 0; row < 150; row += 7)
      found.push(...rising(image.data.subarray(row * 18, (row + 7) * 18)))
    expect(found).toEqual([...resizeRaster(image, height, width).data])
  },
)

test('a slab makes those rows alone that the one before it did not have', () => {
  const asked: string[] = []
  const source = rowsOf(image)
  const slab = slabsOf({
    ...source,
    rows: (from, to) => {
      asked.push(`${from}-${to}`)
      return source.rows(from, to)
    },
  })
  for (const [from, to] of [[0, 16], [0, 16], [0, 24], [8, 24], [30, 40], [2, 6]] as const) slab(from, to) // prettier-ignore
  expect(asked).toEqual(['0-16', '16-24', '30-40', '2-6'])
})
