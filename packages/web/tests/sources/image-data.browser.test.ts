import type { LabelClass } from '@spad/core'
import { expect, test } from 'vitest'
import { rasterFromImageData, toImageData } from '../../src/index.js'

const classes: LabelClass[] = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: 'lung', value: 255, color: [10, 20, 30] },
]

function picture(width: number, ...pixels: [number, number, number, number][]): ImageData {
  return new ImageData(new Uint8ClampedArray(pixels.flat()), width)
}

test('reads grey exactly', () => {
  const raster = rasterFromImageData(picture(2, [51, 51, 51, 255], [255, 255, 255, 255]), 1)
  expect(raster).toEqual({
    data: new Float32Array([0.2, 1]),
    height: 1,
    width: 2,
    channels: 1,
  })
})

test('reads colour, channels interleaved', () => {
  const raster = rasterFromImageData(picture(1, [51, 102, 153, 255], [0, 255, 0, 255]), 3)
  expect(raster).toEqual({
    data: new Float32Array([0.2, 0.4, 0.6, 0, 1, 0]),
    height: 2,
    width: 1,
    channels: 3,
  })
})

test('takes red, green and blue that differ by no more than a JPEG rounds for grey', () => {
  const raster = rasterFromImageData(picture(1, [51, 54, 57, 255], [100, 108, 101, 255]), 1)
  expect(raster.data).toEqual(new Float32Array([54 / 255, 103 / 255]))
  expect(() => rasterFromImageData(picture(1, [100, 109, 101, 255]), 1)).toThrow('is coloured')
})

test('refuses colour for a grey model, unless brightness is wanted', () => {
  const coloured = picture(1, [0, 0, 0, 255], [255, 0, 0, 255])
  expect(() => rasterFromImageData(coloured, 1)).toThrow(
    '[@spad/web] pixel (0, 1) of the image is coloured: the model takes grey images. ' +
      "If its brightness is what counts, set `color: 'luma'`.",
  )
  expect(rasterFromImageData(coloured, 1, { color: 'luma' }).data).toEqual(
    new Float32Array([0, 0.299]),
  )
})

test('refuses transparency', () => {
  expect(() => rasterFromImageData(picture(2, [0, 0, 0, 255], [0, 0, 0, 254]), 3)).toThrow(
    '[@spad/web] pixel (1, 0) of the image has `alpha` 254: every pixel must be opaque (255). ' +
      'Draw the image over a background first.',
  )
})

test('refuses a number of channels that no canvas has', () => {
  expect(() => rasterFromImageData(picture(1, [0, 0, 0, 255]), 4)).toThrow(
    '[@spad/web] `source` is a picture, the model takes 4 channels: give { data, … }.',
  )
})

test('colours the classes and leaves the background clear', () => {
  const labels = { data: new Uint8Array([0, 1]), height: 1, width: 2 }
  const overlay = toImageData({ labels }, classes, { opacity: 0.2 })
  expect([overlay.width, overlay.height]).toEqual([2, 1])
  expect([...overlay.data]).toEqual([0, 0, 0, 0, 10, 20, 30, 51])
})

test('refuses an opacity that is none and a label without a class', () => {
  const labels = { data: new Uint8Array([2]), height: 1, width: 1 }
  expect(() => toImageData({ labels }, classes, { opacity: NaN })).toThrow(
    '[@spad/web] `opacity` is NaN: it must be from 0 to 1.',
  )
  expect(() => toImageData({ labels }, classes)).toThrow(
    '[@spad/web] `labels` holds 2: there are only 2 `classes`.',
  )
})
