import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Fit, fits, resize, windows, type WindowsOptions } from '../../src/index.js'
import { cut, cutLabels } from '../../src/fit/cut.js'

const network = { height: 16, width: 24 }
const cornersOf = (options?: WindowsOptions) => windows(options).windows!.corners

test('windows cover the image from border to border, no further apart than their step', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 90 }),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      (height, width, step) => {
        const corners = cornersOf({ step })({ height, width }, network)
        const seen = new Uint8Array(height * width)
        for (const { top, left } of corners)
          for (let y = Math.max(0, top); y < Math.min(height, top + network.height); y++)
            seen.fill(
              1,
              y * width + Math.max(0, left),
              y * width + Math.min(width, left + network.width),
            )
        expect(seen.includes(0)).toBe(false)
        const tops = [...new Set(corners.map(({ top }) => top))]
        tops.slice(1).forEach((top, i) => {
          expect(top - tops[i]!).toBeLessThanOrEqual(Math.ceil(network.height * step))
        })
      },
    ),
  )
})

test('an image smaller than the network lies in the middle of one window', () => {
  expect(cornersOf()({ height: 10, width: 20 }, network)).toEqual([{ top: -3, left: -2 }])
})

test('works at its scale of the image', () => {
  const size = { height: 101, width: 50 }
  expect(windows({ scale: 0.5 }).workingSize(size, network)).toEqual({ height: 51, width: 25 })
  expect(resize().workingSize(size, network)).toEqual(network)
})

test('answers that agree come out as they are, however windows overlap', () => {
  const fit: Fit = windows({ step: 0.4 })
  const image = {
    data: Float32Array.from({ length: 40 * 50 * 2 }, (_, i) => ((i * 7919) % 97) / 97),
    height: 40,
    width: 50,
    channels: 2,
  }
  const { corners, cut, merging } = fit.windows!
  const merge = merging(image, network, 2)
  for (const corner of corners(image, network)) merge.add(corner, cut(image, corner, network).data)
  const { data } = merge.result()
  data.forEach((value, i) => {
    expect(value).toBeCloseTo(image.data[i]!, 6)
  })
})

test('pixels in the middle of a window weigh most', () => {
  const size = { height: 16, width: 36 }
  const merge = windows().windows!.merging(size, network, 1)
  merge.add({ top: 0, left: 0 }, new Float32Array(16 * 24).fill(1))
  merge.add({ top: 0, left: 12 }, new Float32Array(16 * 24))
  const row = merge.result().data.subarray(8 * 36, 9 * 36)
  expect(row[12]).toBeGreaterThan(0.9)
  expect(row[17]! + row[18]!).toBeCloseTo(1, 5)
  expect(row[23]).toBeLessThan(0.1)
})

test('beyond the border pixels repeat, and labels are ignored', () => {
  const size = { height: 2, width: 2 }
  const image = { data: Float32Array.of(1, 2, 3, 4), ...size, channels: 1 }
  const around = { height: 4, width: 4 }
  expect([...cut(image, { top: -1, left: -1 }, around).data]).toEqual(
    [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4], // prettier-ignore
  )
  const labels = { data: Uint8Array.of(1, 2, 3, 4), ...size }
  expect([...cutLabels(labels, { top: -1, left: 1 }, around).data.slice(0, 8)]).toEqual([
    255, 255, 255, 255, 2, 255, 255, 255,
  ])
})

test('its description builds an equal one', () => {
  const { config } = windows({ scale: 0.5, step: 0.75 })
  expect(config).toEqual({ type: 'windows', scale: 0.5, step: 0.75 })
  expect(fits.windows?.(config).config).toEqual(config)
})

test.each([
  [{ scale: 0 }, '[@spad/core] `scale` is 0: it must be a number above 0 and of at most 16.'],
  [{ step: 1.5 }, '[@spad/core] `step` is 1.5: it must be a number above 0 and of at most 1.'],
  [{ size: 3 }, '[@spad/core] `size` is no option of `windows`: it has scale, step, context.'],
])('refuses %o', (options: object, message) => {
  expect(() => fits.windows?.({ type: 'windows', ...options })).toThrow(message)
})
