import { describe, expect, test } from 'vitest'
import {
  calibrationMeter,
  checkLabelMap,
  checkRaster,
  prepareImage,
  type Raster,
} from '../../src/index.js'
import { readSample } from '../../src/training/case-reader.js'

const size = { height: 8, width: 8 }
const preprocessing = { ...size, channels: 1, normalization: 'per-image' } as const

function image(value = 0.5, at = 19, data = new Float32Array(64).fill(0.5)) {
  data[at] = value
  return { data, ...size, channels: 1 }
}

describe('a picture', () => {
  test('of finite numbers from 0 to 1 is taken, also where they are rounded', () => {
    for (const value of [0, 1, 1.0000001, -1e-7])
      expect(() => {
        checkRaster('core', 'image', image(value))
      }).not.toThrow()
  })

  test.each([NaN, Infinity, -Infinity])('with %d is refused by its place', (value) => {
    expect(() => prepareImage(image(value), preprocessing)).toThrow(
      `[@spad/core] \`image\` holds ${value} in row 2, column 3: its 8 × 8 pixels must hold finite ` +
        'numbers from 0 to 1. Replace what is not a number, or leave the image out.',
    )
  })

  test.each([255, -0.5])('with %d is refused by its range', (value) => {
    expect(() => prepareImage(image(value), preprocessing)).toThrow(
      'Divide by the value of white: 255 for 8 bits, 65535 for 16.',
    )
  })

  test('of another length than its sides say is refused', () => {
    expect(() => prepareImage({ ...image(), height: 9 }, preprocessing)).toThrow(
      '[@spad/core] `image.data` has 64 values: 9 × 8 pixels of 1 channel have 72.',
    )
    expect(() => prepareImage({ ...image(), width: NaN }, preprocessing)).toThrow(
      '`image.width` is NaN: it must be an integer of at least 1.',
    )
    const list = [...image().data] as unknown as Float32Array
    expect(() => prepareImage({ ...image(), data: list }, preprocessing)).toThrow(
      '`image.data` must be a typed array of 64 numbers.',
    )
  })

  test('as big integers or as nothing is refused', () => {
    const others: unknown[] = [new BigInt64Array(64), null, 'x']
    for (const data of others)
      expect(() => prepareImage({ ...image(), data: data as Float32Array }, preprocessing)).toThrow(
        '`image.data` must be a typed array of 64 numbers.',
      )
    expect(() => prepareImage(undefined as unknown as Raster, preprocessing)).toThrow(
      '[@spad/core] `channels` of the image is undefined: the network takes 1.',
    )
  })
})

test('labels of another length, or that are no class, are refused', () => {
  const labels = { data: new Uint8Array(64), ...size }
  expect(() => {
    checkLabelMap('core', 'labels', { ...labels, data: new Uint8Array(63) }, 2)
  }).toThrow('`labels.data` has 63 values: 8 × 8 pixels of 1 channel have 64.')
  labels.data[5] = 2
  expect(() => {
    checkLabelMap('core', 'labels', labels, 2)
  }).toThrow('`labels` holds class 2: with 2 classes each pixel must be 0 to 1.')
})

test('a data set is checked as it is read, by the name of the case', async () => {
  const classes = [0, 1].map((value) => ({ name: `${value}`, value, color: [0, 0, 0] as const }))
  const labels = { data: new Uint8Array(64), ...size }
  const data = {
    ...{ classes, channels: 1, names: ['p7'] },
    read: () => Promise.resolve({ name: 'p7', image: image(NaN), labels }),
  }
  await expect(readSample(data, 0, preprocessing)).rejects.toThrow('`p7` holds NaN in row 2')
  const small = { data: new Uint8Array(16), height: 4, width: 4 }
  const differing = {
    ...data,
    read: () => Promise.resolve({ name: 'p7', image: image(), labels, readers: [small] }),
  }
  await expect(readSample(differing, 0, preprocessing)).rejects.toThrow(
    '`p7` has an image of 8 × 8 and labels of 4 × 4: they must be equal.',
  )
})

test('probabilities that are not finite are not measured', () => {
  const truth = { data: new Uint8Array(64), ...size }
  const probabilities = { data: new Float32Array(128).fill(NaN), ...size, channels: 2 }
  expect(() => {
    calibrationMeter().add(truth, probabilities)
  }).toThrow('`probabilities` holds NaN')
})
