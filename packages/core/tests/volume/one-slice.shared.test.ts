import { expect, test } from 'vitest'
import { type Raster, refuseOneSlice } from '../../src/index.js'

const picture = (...data: number[]): Raster => ({
  data: Float32Array.from(data),
  height: 1,
  width: 2,
  channels: 3,
})

test('a grey picture is one slice to a model of three', () => {
  expect(() => {
    refuseOneSlice('a.png', picture(0.1, 0.1, 0.1, 0.5, 0.5, 0.5), { neighbours: 1 })
  }).toThrow(
    '[@spad/core] `a.png` is one slice, as its channels are equal: the model takes 3 slices beside each other, ' +
      'the one below as red, itself as green, the one above as blue. Give the volume, or pictures made of it so ' +
      '(`spad dataset convert --neighbours 1`).',
  )
})

test('slices that differ, one value alone, and a model of colours are left alone', () => {
  for (const [image, neighbours] of [
    [picture(0.1, 0.1, 0.1, 0.5, 0.5, 0.6), 1],
    [picture(0, 0, 0, 0, 0, 0), 1],
    [picture(0.1, 0.1, 0.1, 0.5, 0.5, 0.5), 0],
    [picture(0.1, 0.1, 0.1, 0.5, 0.5, 0.5), undefined],
  ] as const)
    expect(() => {
      refuseOneSlice('a.png', image, { neighbours })
    }).not.toThrow()
})
