import { expect, test } from 'vitest'
import { colorMap, pickChannel } from '../../src/index.js'

test('viridis from dark blue to yellow, brighter all the way', () => {
  const data = Float32Array.from({ length: 101 }, (_, i) => i / 100)
  const { data: colors, channels } = colorMap({ data, height: 1, width: 101, channels: 1 })
  expect(channels).toBe(3)
  expect([...colors.subarray(0, 3)].map((part) => Math.round(part * 255))).toEqual([68, 1, 84])
  expect([...colors.subarray(300)].map((part) => Math.round(part * 255))).toEqual([253, 231, 37])
  const luma = Array.from(data, (_, i) => {
    const [r = 0, g = 0, b = 0] = colors.subarray(3 * i, 3 * i + 3)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  })
  expect(luma.every((value, i) => i === 0 || value > (luma[i - 1] ?? 0))).toBe(true)
})

test('cuts off what is out of range', () => {
  const data = Float32Array.of(-5, 5)
  const { data: colors } = colorMap({ data, height: 1, width: 2, channels: 1 })
  expect([...colors].map((part) => Math.round(part * 255))).toEqual([68, 1, 84, 253, 231, 37])
})

test('picks a channel, and refuses what is none', () => {
  const raster = { data: Float32Array.of(1, 2, 3, 4, 5, 6), height: 1, width: 3, channels: 2 }
  expect([...pickChannel(raster, 1).data]).toEqual([2, 4, 6])
  expect(() => pickChannel(raster, 2)).toThrow(
    '[@spad/node] `channel` is 2: it must be an integer from 0 to 1.',
  )
  expect(() => colorMap(raster)).toThrow('`channels` is 2: a colour map takes 1.')
})
