import { expect, test } from 'vitest'
import { createRandom, normalize, prepareImage, type Raster } from '../../src/index.js'

const random = createRandom(3)
const colour: Raster = {
  data: Float32Array.from(
    { length: 12 * 10 * 3 },
    (_, i) => 0.2 * (i % 3) + 0.3 * random.uniform(),
  ),
  height: 12,
  width: 10,
  channels: 3,
}

function moments(values: Float32Array, channels: number, channel: number): [number, number] {
  const own = values.filter((_, i) => i % channels === channel)
  const mean = own.reduce((sum, v) => sum + v, 0) / own.length
  return [mean, own.reduce((sum, v) => sum + (v - mean) ** 2, 0) / own.length]
}

test('each channel gets zero mean and unit variance', () => {
  const values = normalize(colour)
  for (const channel of [0, 1, 2]) {
    const [mean, variance] = moments(values, 3, channel)
    expect(mean).toBeCloseTo(0, 5)
    expect(variance).toBeCloseTo(1, 4)
  }
})

test('brightness and contrast do not matter, a constant channel becomes zeros', () => {
  const brighter = { ...colour, data: colour.data.map((v) => 0.5 * v + 0.2) }
  const values = normalize(brighter)
  normalize(colour).forEach((value, i) => {
    expect(values[i]).toBeCloseTo(value, 3)
  })
  const flat = { data: new Float32Array(16).fill(0.7), height: 4, width: 4, channels: 1 }
  expect([...normalize(flat)]).toEqual(new Array(16).fill(0))
})

test('resizes to the size of the network', () => {
  const size = { height: 8, width: 6, channels: 3, normalization: 'per-image' } as const
  expect(prepareImage(colour, size)).toHaveLength(8 * 6 * 3)
})

test('refuses other channels and says what to do', () => {
  const size = { height: 8, width: 8, normalization: 'per-image' } as const
  expect(() => prepareImage(colour, { ...size, channels: 1 })).toThrow(
    '[@spad/core] `channels` of the image is 3: the network takes 1. Give it with as many.',
  )
  const grey = { data: new Float32Array(4), height: 2, width: 2, channels: 1 }
  expect(() => prepareImage(grey, { ...size, channels: 3 })).toThrow(
    '`channels` of the image is 1: the network takes 3. Give it with as many.',
  )
})
