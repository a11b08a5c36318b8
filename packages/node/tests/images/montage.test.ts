import type { Raster } from '@spad/core'
import { expect, test } from 'vitest'
import { montage } from '../../src/index.js'

function flat(value: number, height: number, width: number, channels = 1): Raster {
  return { data: new Float32Array(height * width * channels).fill(value), height, width, channels }
}

test('sets rows of pictures of any size with gaps around them', () => {
  const whole = montage([[flat(0.1, 2, 1), flat(0.2, 1, 2, 3)], [flat(0.3, 1, 1)]], {
    gap: 1,
    background: 0,
  })
  expect(whole).toMatchObject({ height: 6, width: 6, channels: 3 })
  const greens = Array.from({ length: 6 }, (_, y) =>
    Array.from({ length: 6 }, (_, x) => Math.round((whole.data[3 * (6 * y + x) + 1] ?? 0) * 10)),
  )
  expect(greens).toEqual([
    [0, 0, 0, 0, 0, 0],
    [0, 1, 0, 2, 2, 0],
    [0, 1, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0],
    [0, 3, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0],
  ])
})

test('refuses none and other channels', () => {
  expect(() => montage([[]])).toThrow(
    '[@spad/node] `rows` is empty: a montage takes at least one picture.',
  )
  expect(() => montage([[flat(0, 1, 1, 2)]])).toThrow('a picture has 2 channels: a montage takes')
})
