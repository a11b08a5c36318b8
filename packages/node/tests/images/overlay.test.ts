import { expect, test } from 'vitest'
import { overlay } from '../../src/index.js'

const classes = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: 'lesion', value: 1, color: [255, 0, 0] },
] as const
const side = 7
// a square of 5 × 5 in the middle of 7 × 7
const labels = {
  data: Uint8Array.from({ length: side * side }, (_, i) => {
    const x = i % side
    const y = Math.floor(i / side)
    return x > 0 && x < 6 && y > 0 && y < 6 ? 1 : 0
  }),
  height: side,
  width: side,
}
const image = {
  data: new Float32Array(side * side).fill(0.5),
  height: side,
  width: side,
  channels: 1,
}

function red(picture: { data: Float32Array }, row: number): number[] {
  return Array.from({ length: side }, (_, x) => picture.data[3 * (row * side + x)] ?? NaN)
}

test('paints the inside through, the contour full, the background not', () => {
  const picture = overlay(image, labels, classes, { opacity: 0.5 })
  expect(picture).toMatchObject({ height: side, width: side, channels: 3 })
  expect(red(picture, 0)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
  expect(red(picture, 3)).toEqual([0.5, 1, 0.75, 0.75, 0.75, 1, 0.5])
  expect([...picture.data.subarray(3 * 24, 3 * 24 + 3)]).toEqual([0.75, 0.25, 0.25])
})

test('takes a wider contour, none, and a colour image, which it leaves alone', () => {
  expect(red(overlay(image, labels, classes, { opacity: 0, contour: 2 }), 3)).toEqual([
    0.5, 1, 1, 0.5, 1, 1, 0.5,
  ])
  expect(red(overlay(image, labels, classes, { opacity: 0, contour: 0 }), 3)).toEqual(
    new Array(side).fill(0.5),
  )
  const colour = { ...image, data: new Float32Array(side * side * 3).fill(0.25), channels: 3 }
  expect(red(overlay(colour, labels, classes), 1)).toEqual([0.25, 1, 1, 1, 1, 1, 0.25])
  expect(colour.data.every((value) => value === 0.25)).toBe(true)
})

test('draws no contour along the edge of the image', () => {
  const all = { ...labels, data: new Uint8Array(side * side).fill(1) }
  expect(red(overlay(image, all, classes, { opacity: 0 }), 0)).toEqual(new Array(side).fill(0.5))
})

test('shows the first of two channels', () => {
  const data = new Float32Array(2 * side * side).map((_, i) => (i % 2 === 0 ? 0.5 : 1))
  const two = { data, height: side, width: side, channels: 2 }
  expect(overlay(two, labels, classes)).toEqual(overlay(image, labels, classes))
})

test('refuses sizes that differ and options out of range', () => {
  expect(() => overlay(image, { ...labels, width: 6 }, classes)).toThrow(
    '[@spad/node] `labels` has 6 × 7 pixels, the image 7 × 7: they must be equal. Segment at',
  )
  expect(() => overlay(image, labels, classes, { opacity: 2 })).toThrow(
    '`opacity` is 2: it must be from 0 to 1.',
  )
  expect(() => overlay(image, labels, classes, { contour: 0.5 })).toThrow(
    '`contour` is 0.5: it must be an integer from 0.',
  )
})
