import {
  add,
  type backend_util,
  conv2d,
  fused,
  memory,
  type Rank,
  relu,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, test } from 'vitest'
import { directConvolution } from '../../src/backend/direct-convolution.js'
import { deviation, farthest, make, nativeKernels } from './native-kernels.js'

type Four = [number, number, number, number]
type Pair = [number, number]
type Pad = 'same' | 'valid' | backend_util.ExplicitPadding

const far: Pad = [
  [0, 0],
  [4, 0],
  [0, 5],
  [0, 0],
]
/** The shapes of image and filter, strides, padding, and how much of it is before the first row and column. */
const cases: [string, Four, Four, Pair, Pad, Pair][] = [
  ['a mask is read', [2, 16, 20, 3], [3, 3, 3, 8], [1, 1], 'same', [1, 1]],
  ['halved', [1, 18, 33, 5], [3, 3, 5, 24], [2, 2], 'same', [0, 1]],
  ['a head', [3, 9, 7, 17], [1, 1, 17, 3], [1, 1], 'same', [0, 0]],
  ['narrower than the filter', [1, 6, 2, 4], [5, 3, 4, 40], [1, 1], 'same', [2, 1]],
  ['oblong', [2, 11, 30, 2], [2, 5, 2, 1], [3, 2], 'valid', [0, 0]],
  ['padding beyond the filter', [1, 9, 9, 2], [3, 3, 2, 6], [1, 2], far, [4, 0]],
  ['enough for two threads', [3, 64, 50, 16], [3, 3, 16, 33], [2, 2], 'same', [0, 0]],
]
const widths = ['16', '8', '4'] // of newer and of older processors

afterEach(() => {
  delete process.env.SPAD_NATIVE_LANES
})

describe.skipIf(!(await nativeKernels()))('convolutions with few channels', () => {
  test.each(widths.flatMap((lanes) => cases.map((each) => [lanes, ...each] as const)))(
    '%s lanes, %s: %j by %j',
    (lanes, _, shape, filter, strides, pad, before) => {
      process.env.SPAD_NATIVE_LANES = lanes
      const tensors = memory().numTensors
      tidy(() => {
        const [x, w] = [make<Rank.R4>(shape, 'x'), make<Rank.R4>(filter, 'w')]
        const attributes = { strides, pad, dataFormat: 'NHWC', dilations: 1 } as const
        const found = directConvolution([x, w], attributes, 2)!
        expect(found.shape).toEqual(conv2d(x, w, strides, pad).shape)
        const expected = byDefinition(x, w, found.shape as Four, strides, before)
        expect(deviation(found, expected)).toBeLessThan(1e-5)
      })
      expect(memory().numTensors).toBe(tensors)
    },
  )

  test.each(['linear', 'relu'] as const)('with a bias, %s', (activation) => {
    const before = memory().numTensors
    tidy(() => {
      const [x, filter] = [make<Rank.R4>([2, 13, 10, 4], 'x'), make<Rank.R4>([3, 3, 4, 21], 'w')]
      const bias = make<Rank.R1>([21], 'b')
      const found = fused.conv2d({ x, filter, bias, strides: 2, pad: 'same', activation })
      const whole = add(conv2d(x, filter, 2, 'same'), bias)
      const expected = activation === 'relu' ? relu(whole) : whole
      expect(farthest(found.dataSync(), expected.dataSync())).toBe(0)
    })
    expect(memory().numTensors).toBe(before)
  })

  test('what is no number stays so, also where it is rectified', () => {
    const found = tidy(() => {
      const x: Tensor4D = add(make<Rank.R4>([1, 4, 4, 2], 'x'), NaN)
      const [filter, bias] = [make<Rank.R4>([1, 1, 2, 2], 'w'), make<Rank.R1>([2], 'b')]
      const activation = 'relu'
      return fused.conv2d({ x, filter, bias, strides: 1, pad: 'same', activation }).dataSync()
    })
    expect(found.every(Number.isNaN)).toBe(true)
  })

  test.each([
    ['dilations', { dilations: [2, 1] as Pair }, 4],
    ['channels first', { dataFormat: 'NCHW' as const }, 4],
    ['more weights than are at hand', {}, 4000],
    ['nothing to compute', { pad: 'valid' as const }, 4],
  ])('%s: left to TensorFlow', (about, other, to) => {
    tidy(() => {
      const side = about === 'nothing to compute' ? 2 : 8
      const [x, w] = [make<Rank.R4>([1, side, 8, 4], 'x'), make<Rank.R4>([3, 3, 4, to], 'w')]
      const plain = { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1 } as const
      expect(directConvolution([x, w], { ...plain, ...other }, 2)).toBeUndefined()
    })
  })
})

function byDefinition(
  x: Tensor4D,
  filter: Tensor4D,
  [samples, rows, columns, to]: Four,
  [down, across]: Pair,
  [top, left]: Pair,
): Float64Array {
  const [, height, width, from] = x.shape
  const [high, wide] = filter.shape
  const [image, weights] = [x.dataSync(), filter.dataSync()]
  const result = new Float64Array(samples * rows * columns * to)
  for (let pixel = 0; pixel < samples * rows * columns; pixel++)
    for (let tap = 0; tap < high * wide; tap++) {
      const column = (pixel % columns) * across + (tap % wide) - left
      const row = (Math.floor(pixel / columns) % rows) * down + Math.floor(tap / wide) - top
      if (row < 0 || column < 0 || row >= height || column >= width) continue
      const at = ((Math.floor(pixel / (rows * columns)) * height + row) * width + column) * from
      for (let c = 0; c < from; c++)
        for (let k = 0; k < to; k++)
          result[pixel * to + k]! += image[at + c]! * weights[(tap * from + c) * to + k]!
    }
  return result
}
