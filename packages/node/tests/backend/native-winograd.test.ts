import {
  add,
  conv2d,
  fused,
  grads,
  memory,
  mul,
  type Rank,
  relu,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, test } from 'vitest'
import { suitsWinograd } from '../../src/backend/winograd.js'
import { deviation, farthest, make, nativeKernels } from './native-kernels.js'

type Shape = [number, number, number, number]
interface Case {
  readonly shape: Shape
  readonly to: number
  readonly pad: 'same' | 'valid'
}

const cases: Case[] = [
  { shape: [1, 8, 8, 8], to: 8, pad: 'same' },
  { shape: [2, 9, 7, 17], to: 24, pad: 'same' }, // sides and channels that fill no tile
  { shape: [3, 11, 6, 24], to: 9, pad: 'valid' },
  { shape: [1, 3, 40, 33], to: 16, pad: 'valid' }, // one line of outputs
  { shape: [3, 64, 50, 16], to: 32, pad: 'same' }, // enough work for two threads, in parts
]

afterEach(() => {
  delete process.env.SPAD_NATIVE_LANES
})

describe.skipIf(!(await nativeKernels()))('3 × 3 convolutions of our own', () => {
  // by the registers of newer and of older processors; what this one has not is skipped in favour of what it has
  test.each(['16', '8', '4'].flatMap((lanes) => cases.map((each) => ({ lanes, ...each }))))(
    '$lanes lanes, $shape to $to, $pad: values and gradients',
    ({ lanes, shape, to, pad }) => {
      process.env.SPAD_NATIVE_LANES = lanes
      const filter: Shape = [3, 3, shape[3], to]
      expect(suitsWinograd(shape, filter, { strides: 1, pad, dataFormat: 'NHWC' })).toBe(true)
      const before = memory().numTensors
      tidy(() => {
        const [x, w] = [make<Rank.R4>(shape, 'x'), make<Rank.R4>(filter, 'w')]
        const y = conv2d(x, w, 1, pad)
        const slope = make<Rank.R4>(y.shape, 'slope')
        const [dx, dw] = grads((x, w) =>
          sum(mul(conv2d(x as Tensor4D, w as Tensor4D, 1, pad), slope)),
        )([x, w]) as [Tensor, Tensor]
        const expected = byDefinition([x, w, slope], pad === 'same' ? 1 : 0)
        expect(deviation(y, expected.y)).toBeLessThan(1e-5)
        expect(deviation(dx, expected.dx)).toBeLessThan(1e-5)
        expect(deviation(dw, expected.dw)).toBeLessThan(1e-5)
      })
      expect(memory().numTensors).toBe(before)
    },
  )

  test.each(['linear', 'relu'] as const)('with a bias, %s', (activation) => {
    const before = memory().numTensors
    tidy(() => {
      const [x, filter] = [make<Rank.R4>([2, 13, 10, 12], 'x'), make<Rank.R4>([3, 3, 12, 21], 'w')]
      const bias = make<Rank.R1>([21], 'b')
      const found = fused.conv2d({ x, filter, bias, strides: 1, pad: 'same', activation })
      const whole = add(conv2d(x, filter, 1, 'same'), bias)
      const expected = activation === 'relu' ? relu(whole) : whole
      expect(farthest(found.dataSync(), expected.dataSync())).toBeLessThan(1e-5)
    })
    expect(memory().numTensors).toBe(before)
  })

  test.each<[string, Shape, Shape, object]>([
    ['stride', [2, 16, 16, 8], [3, 3, 8, 8], { strides: 2 }],
    ['dilation', [2, 16, 16, 8], [3, 3, 8, 8], { dilations: [2, 1] }],
    ['another filter', [2, 16, 16, 8], [1, 3, 8, 8], {}],
    ['explicit padding', [2, 16, 16, 8], [3, 3, 8, 8], { pad: 1 }],
    ['few channels', [2, 16, 16, 4], [3, 3, 4, 8], {}],
    ['few pixels', [1, 7, 7, 8], [3, 3, 8, 8], {}],
    ['no output', [9, 2, 16, 8], [3, 3, 8, 8], { pad: 'valid' }],
    ['channels first', [2, 16, 16, 8], [3, 3, 8, 8], { dataFormat: 'NCHW' }],
  ])('%s: left to TensorFlow', (_, shape, filter, other) => {
    const plain = { strides: 1, pad: 'same', dataFormat: 'NHWC' }
    expect(suitsWinograd(shape, filter, { ...plain, ...other })).toBe(false)
  })
})

/** The convolution and its gradients where `slope` is that of the result, as sums. */
function byDefinition([x, w, slope]: readonly [Tensor4D, Tensor4D, Tensor4D], padding: number) {
  const [samples, height, width, from] = x.shape
  const [, rows, columns, to] = slope.shape
  const [image, filter, dy] = [x.dataSync(), w.dataSync(), slope.dataSync()]
  const y = new Float64Array(samples * rows * columns * to)
  const dx = new Float64Array(image.length)
  const dw = new Float64Array(filter.length)
  for (let pixel = 0; pixel < samples * rows * columns; pixel++)
    for (let tap = 0; tap < 9; tap++) {
      const column = (pixel % columns) + (tap % 3) - padding
      const row = (Math.floor(pixel / columns) % rows) + Math.floor(tap / 3) - padding
      if (row < 0 || column < 0 || row >= height || column >= width) continue
      const sample = Math.floor(pixel / (rows * columns))
      const at = ((sample * height + row) * width + column) * from
      for (let c = 0; c < from; c++)
        for (let k = 0; k < to; k++) {
          const weight = (tap * from + c) * to + k
          y[pixel * to + k]! += image[at + c]! * filter[weight]!
          dx[at + c]! += dy[pixel * to + k]! * filter[weight]!
          dw[weight]! += dy[pixel * to + k]! * image[at + c]!
        }
    }
  return { y, dx, dw }
}
