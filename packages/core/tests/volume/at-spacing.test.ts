import { expect, it } from 'vitest'
import { prepareSlices, type Scan, trainedPrepare } from '../../src/index.js'

/** 8 columns of 0.5 mm, 6 rows of 1 mm, 3 slices of 3 mm. */
const scan: Scan = {
  data: Float32Array.from({ length: 144 }, (_, i) => (i % 8 > 3 ? 1 : 0)),
  grid: {
    size: [8, 6, 3],
    spacing: [0.5, 1, 3],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  },
  channels: 1,
}
const window = { center: 0.5, width: 1 }

it('makes pictures of pixels of the wanted size', () => {
  const { picture, slicing } = prepareSlices(scan, { spacing: 1, window })
  const { data, height, width } = picture(1)
  expect([height, width]).toEqual([6, 4])
  // the triangle is two output pixels wide, so that the edge reaches one to either side
  expect(Array.from(data.slice(0, 4), (value) => Math.round(10 * value))).toEqual([0, 1, 9, 10])
  expect(slicing).toMatchObject({ height: 6, width: 8, spacing: [1, 0.5] })
})

it('brings labels back to the voxels of the scan', () => {
  const { place } = prepareSlices(scan, { spacing: 1, window })
  const volume = new Uint8Array(144)
  const labels = { data: Uint8Array.from({ length: 24 }, (_, i) => i % 4), height: 6, width: 4 }
  place(labels, 2, volume)
  expect([...volume.slice(96, 104)]).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
  expect(volume.slice(0, 96).every((label) => label === 0)).toBe(true)
  const wrong = { data: new Uint8Array(48), height: 6, width: 8 }
  expect(() => {
    place(wrong, 2, volume)
  }).toThrow('`labels` are 6 × 8, but slices at 1 mm are 6 × 4 pixels')
})

it('goes with neighbours, and never below one pixel', () => {
  const { picture } = prepareSlices(scan, { spacing: 100, neighbours: 1, channels: 3, window })
  expect(picture(0)).toMatchObject({ height: 1, width: 1, channels: 3 })
  expect(() => prepareSlices(scan, { spacing: 0, window })).toThrow('`spacing` is 0')
})

it('takes what a model says, and refuses what is off', () => {
  expect(trainedPrepare(undefined)).toEqual({})
  expect(trainedPrepare({ neighbours: 0 })).toEqual({})
  expect(trainedPrepare({ neighbours: 1, spacing: 0.8 })).toEqual({ neighbours: 1, spacing: 0.8 })
  for (const wrong of [{ neighbours: -1 }, { neighbours: 'a' }, { spacing: 0 }, { spacing: '1' }])
    expect(() => trainedPrepare(wrong)).toThrow('`prepare` of the model is')
})

it('refuses pixels so small that a slice would fill the memory', () => {
  expect(() => prepareSlices(scan, { spacing: 1e-4, window })).toThrow(
    '`spacing` is 0.0001 mm: a slice of 4 × 6 mm would have 40000 × 60000 pixels, and 100 million are the most.',
  )
})
