import {
  abs,
  add,
  avgPool,
  conv2d,
  conv2dTranspose,
  depthwiseConv2d,
  fill,
  fused,
  max,
  maxPool,
  ones,
  pad,
  type Rank,
  relu,
  separableConv2d,
  setBackend,
  sub,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom, randomNormal } from '../../../src/support/random.js'
import { registerWasmGradients } from '../../../src/wasm-gradients.js'
import { expectGradient } from './numeric.js'

beforeAll(async () => {
  await import('@tensorflow/tfjs')
  registerWasmGradients()
  await setBackend('wasm')
})

/** Adapts an operation on 4-D tensors. */
const op =
  (f: (a: Tensor4D, b: Tensor4D, c: Tensor4D) => Tensor) => (a: Tensor, b: Tensor, c: Tensor) =>
    f(a as Tensor4D, b as Tensor4D, c as Tensor4D)
const kernels = [1, 2, 3, 4, 5, 6, 7]
const strides = [1, 2, 3]
const pads = ['same', 'valid'] as const

describe.each(kernels)('kernel size %i', (size) => {
  it.each(strides)('conv2d, stride %i', (stride) => {
    for (const pad of pads)
      expectGradient(
        op((x, w) => conv2d(x, w, stride, pad)),
        // odd and even sides, channels that fill no, one and several vectors
        { shapes: [[2, 9, 8, 3], [size, size, 3, 13]], coordinates: 12 }, // prettier-ignore
      )
  })

  it.each(strides)('depthwiseConv2d, stride %i', (stride) => {
    for (const pad of pads)
      for (const [channels, multiplier] of [
        [6, 1],
        [2, 3],
      ] as const)
        // prettier-ignore
        expectGradient(
          op((x, w) => depthwiseConv2d(x, w, stride, pad)),
          { shapes: [[2, 9, 8, channels], [size, size, channels, multiplier]], coordinates: 12 }, // prettier-ignore
        )
  })

  it.each(strides)('avgPool and maxPool, stride %i', (stride) => {
    for (const pad of pads) {
      expectGradient(
        op((x) => avgPool(x, size, stride, pad)),
        { shapes: [[2, 9, 8, 5]] },
      )
      expectGradient(
        op((x) => maxPool(x, size, stride, pad)),
        {
          shapes: [[2, 9, 8, 5]],
          // all values far apart, so that no step changes which is the largest
          value: (_, i) => ((i * 7919) % 720) / 10,
          step: 0.01,
          tolerance: 2e-3,
        },
      )
    }
  })
})

describe('conv2d', () => {
  const sizes = [1, 2, 3, 4, 5, 8, 12, 17]
  it.each(sizes)('%i channels', (channels) => {
    expectGradient(
      op((x, w) => conv2d(x, w, 1, 'same')),
      {
        shapes: [[1, 5, 7, channels], [3, 3, channels, 9]], // prettier-ignore
      },
    )
    expectGradient(
      op((x, w) => conv2d(x, w, 1, 'same')),
      {
        shapes: [[1, 5, 7, 6], [3, 3, 6, channels]], // prettier-ignore
      },
    )
  })

  it.each([1, 2, 3, 5])('images of one pixel and of one line, kernel size %i', (size) => {
    for (const [height, width] of [
      [1, 1],
      [1, 9],
      [9, 1],
    ] as const)
      expectGradient(
        op((x, w) => conv2d(x, w, 1, 'same')),
        {
          shapes: [[3, height, width, 4], [size, size, 4, 4]], // prettier-ignore
        },
      )
  })

  it('oblong kernels and strides, explicit padding', () => {
    expectGradient(
      op((x, w) => conv2d(x, w, [2, 1], 'same')),
      {
        shapes: [[2, 7, 6, 3], [3, 5, 3, 4]], // prettier-ignore
      },
    )
    expectGradient(
      op((x, w) => conv2d(x, w, [1, 3], 'valid')),
      {
        shapes: [[2, 7, 6, 3], [5, 2, 3, 4]], // prettier-ignore
      },
    )
    expectGradient(op((x, w) => conv2d(x, w, 2, [[0, 0], [2, 1], [0, 3], [0, 0]])), // prettier-ignore
      { shapes: [[2, 7, 6, 3], [3, 3, 3, 4]] }) // prettier-ignore
  })

  it('an image large enough to be worked on in blocks of lines', () => {
    expectGradient(
      op((x, w) => conv2d(x, w, 1, 'same')),
      {
        shapes: [[2, 33, 31, 16], [3, 3, 16, 16]], // prettier-ignore
        coordinates: 6,
        tolerance: 3e-4,
      },
    )
  })
})

describe('3×3 convolutions of stride 1 (Winograd)', () => {
  const sides = [[4, 4], [5, 7], [8, 9], [1, 30], [3, 18]] as const // prettier-ignore
  it.each(sides)('%i × %i pixels', (height, width) => {
    const shapes = [[4, height, width, 8], [3, 3, 8, 12]] // prettier-ignore
    const valid = [[4, height + 2, width + 2, 4], [3, 3, 4, 8]] // prettier-ignore
    expectGradient(
      op((x, w) => conv2d(x, w, 1, 'same')),
      { shapes },
    )
    expectGradient(
      op((x, w) => conv2d(x, w, 1, 'valid')),
      { shapes: valid },
    )
    expectGradient(
      op((x, w) => conv2d(x, w, 1, 1)),
      { shapes },
    )
    expectGradient(op((x, w) => conv2d(x, w, 1, [[0, 0], [2, 0], [1, 2], [0, 0]])), { shapes }) // prettier-ignore
  })

  it('agree with direct sums in value, fused and not', () => {
    const random = createRandom(3)
    tidy(() => {
      const x = randomNormal<Rank.R4>([2, 13, 10, 8], random)
      const filter = randomNormal<Rank.R4>([3, 3, 8, 16], random)
      const bias = randomNormal<Rank.R1>([16], random)
      // the same sums in a filter of 5 × 5 with zeros around
      const padded = pad(filter, [[1, 1], [1, 1], [0, 0], [0, 0]]) // prettier-ignore
      const direct = add(conv2d(x, padded, 1, 'same'), bias)
      const plain = add(conv2d(x, filter, 1, 'same'), bias)
      const linear = fused.conv2d({ x, filter, bias, strides: 1, pad: 'same' })
      const activated = fused.conv2d({
        x,
        filter,
        bias,
        strides: 1,
        pad: 'same',
        activation: 'relu',
      })
      const far = (a: Tensor, b: Tensor) => max(abs(sub(a, b))).dataSync()[0]
      expect(far(plain, direct)).toBeLessThan(1e-4)
      expect(far(linear, direct)).toBeLessThan(1e-4)
      expect(far(activated, relu(direct))).toBeLessThan(1e-4)
    })
  })

  it('pass on what is not a number', () => {
    tidy(() => {
      const x = fill<Rank.R4>([1, 8, 8, 4], NaN)
      const filter = ones<Rank.R4>([3, 3, 4, 4])
      const y = fused.conv2d({ x, filter, strides: 1, pad: 'same', activation: 'relu' })
      expect([...y.dataSync()].every(Number.isNaN)).toBe(true)
    })
  })
})

describe('operations made of convolutions', () => {
  it.each([
    [2, 2, 'same'],
    [3, 2, 'same'],
    [4, 2, 'valid'],
    [3, 1, 'same'],
    [3, 3, 'valid'],
  ] as const)('conv2dTranspose, kernel size %i, stride %i, %s', (size, stride, pad) => {
    const side = pad === 'same' ? 5 * stride : 4 * stride + size
    expectGradient(
      op((x, w) => conv2dTranspose(x, w, [2, side, side, 3], stride, pad)),
      { shapes: [[2, 5, 5, 6], [size, size, 3, 6]] }, // prettier-ignore
    )
  })

  it('separableConv2d', () => {
    expectGradient(
      op((x, depthwise, pointwise) => separableConv2d(x, depthwise, pointwise, 1, 'same')),
      { shapes: [[2, 6, 5, 4], [3, 3, 4, 1], [1, 1, 4, 7]] }, // prettier-ignore
    )
  })
})
