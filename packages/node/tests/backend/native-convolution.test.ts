import {
  add,
  conv2d,
  engine,
  fused,
  grad,
  maxPool,
  memory,
  mul,
  type Rank,
  sum,
  type Tensor,
  tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { farthest, make, nativeKernels } from './native-kernels.js'

describe.skipIf(!(await nativeKernels()))(
  'where tools/native-addon.sh has built the kernels',
  () => {
    test.each([
      ['linear', 5],
      ['relu', 5],
      ['relu', 48],
      ['relu', 600], // enough work for two threads
    ] as const)('a fused convolution, %s, %i channels, equals its parts', (activation, to) => {
      const before = memory().numTensors
      tidy(() => {
        const [x, filter] = [make<Rank.R4>([3, 30, 20, 4], 'x'), make<Rank.R4>([3, 3, 4, to], 'w')]
        const bias = make<Rank.R1>([to], 'b')
        const found = fused.conv2d({ x, filter, bias, strides: 1, pad: 'same', activation })
        const convolved = conv2d(x, filter, 1, 'same')
        const whole = plus(convolved.dataSync(), bias.dataSync())
        const parts = activation === 'relu' ? whole.map((value) => Math.max(0, value)) : whole
        expect(farthest(found.dataSync(), parts)).toBe(0)
        expect(farthest(add(convolved, bias).dataSync(), whole)).toBe(0)
      })
      expect(memory().numTensors).toBe(before)
    })

    test.each<[number, number, number, number]>([
      [1, 2, 2, 1],
      [3, 30, 20, 5],
      [2, 100, 110, 48], // enough work for two threads
    ])("[%i, %i, %i, %i]: a bias' gradient is a sum per channel", (...shape) => {
      const before = memory().numTensors
      tidy(() => {
        const [x, slope] = [make<Rank.R4>(shape, 'x'), make<Rank.R4>(shape, 'slope')]
        const found = grad((bias) => sum(mul(add(x, bias), slope)))(make<Rank.R1>([shape[3]], 'b'))
        const sums = new Float64Array(shape[3])
        for (const [i, value] of slope.dataSync().entries()) sums[i % shape[3]]! += value
        expect(found.shape).toEqual([shape[3]])
        expect(farthest(found.dataSync(), sums)).toBeLessThan(1e-4)
        expect(sum(slope, [0, 1, 2], true).shape).toEqual([1, 1, 1, shape[3]])
      })
      expect(memory().numTensors).toBe(before)
    })

    test('what is no bias is added as ever', () => {
      const found = tidy(() => {
        const x = tensor([1, 2, 3, 4], [1, 2, 1, 2])
        const whole = tensor([1, 2, 3, 4], [1, 2, 1, 2], 'int32')
        return [
          ...[
            add(x, tensor([10])),
            add(whole, tensor([1, 2], [2], 'int32')),
            add(tensor([1, 2]), x),
          ],
          ...[sum(whole, [0, 1, 2]), sum(x, [0, 1])],
        ].map((result) => [result.dtype, ...result.shape, ...result.dataSync()])
      })
      expect(found).toEqual([
        ['float32', 1, 2, 1, 2, 11, 12, 13, 14],
        ['int32', 1, 2, 1, 2, 2, 4, 4, 6],
        ['float32', 1, 2, 1, 2, 2, 4, 4, 6],
        ['int32', 2, 4, 6],
        ['float32', 1, 2, 4, 6],
      ])
    })

    test.each<[number, number, number, number]>([
      [1, 2, 2, 1],
      [2, 6, 8, 3],
      [3, 128, 100, 32], // enough work for two threads
      [2, 5, 7, 3], // with odd sides TensorFlow's own kernel remains
    ])('[%i, %i, %i, %i]: the gradient of max pooling goes to the largest', (...shape) => {
      const before = memory().numTensors
      tidy(() => {
        const x = make<Rank.R4>(shape, 'x')
        const slope = make<Rank.R4>(maxPool(x, 2, 2, 'valid').shape, 'slope')
        const found = grad((x) => sum(mul(maxPool(x as Tensor4D, 2, 2, 'valid'), slope)))(x)
        const expected = byDefinition([...x.dataSync()], [...slope.dataSync()], shape)
        expect(farthest(found.dataSync(), expected)).toBe(0)
      })
      expect(memory().numTensors).toBe(before)
    })

    test('of equals the first gets it', () => {
      const kernel = { filterSize: 2, strides: 2, pad: 'valid' }
      const found = tidy(() => [
        ...engine()
          .runKernel<Tensor>(
            'MaxPoolGrad',
            {
              dy: tensor([7], [1, 1, 1, 1]),
              input: tensor([0, 3, 3, 1], [1, 2, 2, 1]),
              output: tensor([3], [1, 1, 1, 1]),
            },
            kernel,
          )
          .dataSync(),
      ])
      expect(found).toEqual([0, 7, 0, 0])
    })
  },
)

/** `x` and a value per channel, rounded as float32. */
function plus(x: ArrayLike<number>, bias: ArrayLike<number>): Float32Array {
  return Float32Array.from(x, (value, i) => value + bias[i % bias.length]!)
}

function byDefinition(
  x: number[],
  slope: number[],
  [batch, height, width, channels]: [number, number, number, number],
): Float32Array {
  const result = new Float32Array(x.length)
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)]
  for (let i = 0; i < batch * rows * columns * channels; i++) {
    const [c, column] = [i % channels, Math.floor(i / channels) % columns]
    const row = Math.floor(i / (channels * columns)) % rows
    const n = Math.floor(i / (channels * columns * rows))
    const window = [0, 1, 2, 3].map(
      (at) => ((n * height + 2 * row + (at >> 1)) * width + 2 * column + (at & 1)) * channels + c,
    )
    const largest = Math.max(...window.map((at) => x[at]!))
    result[window.find((at) => x[at] === largest)!] = slope[i]!
  }
  return result
}
