import {
  avgPool,
  concat,
  conv2d,
  depthwiseConv2d,
  image,
  maxPool,
  mean,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import { beforeAll, it } from 'vitest'
import { expectGradient } from './numeric.js'
import { startWasm } from './start-wasm.js'

beforeAll(startWasm)

const op =
  (f: (a: Tensor4D, b: Tensor4D) => Tensor) =>
  (a: Tensor, b: Tensor): Tensor =>
    f(a as Tensor4D, b as Tensor4D)

it('has right gradients in Node and in a browser', () => {
  const shape = [2, 9, 8, 4]
  expectGradient(op((x, w) => conv2d(x, w, 1, 'same')), { shapes: [shape, [3, 3, 4, 8]] }) // prettier-ignore
  expectGradient(op((x, w) => conv2d(x, w, 2, 'same')), { shapes: [shape, [3, 3, 4, 5]] }) // prettier-ignore
  expectGradient(op((x, w) => depthwiseConv2d(x, w, 1, 'same')), { shapes: [shape, [3, 3, 4, 1]] }) // prettier-ignore
  expectGradient(
    op((x) => avgPool(x, 3, 2, 'same')),
    { shapes: [shape] },
  )
  expectGradient(
    op((x) => maxPool(x, 2, 2, 'same')),
    {
      shapes: [shape],
      value: (_, i) => ((i * 7919) % 576) / 10,
      step: 0.01,
      tolerance: 2e-3,
    },
  )
  expectGradient(
    op((x) => image.resizeNearestNeighbor(x, [18, 16])),
    { shapes: [shape] },
  )
  expectGradient(
    op((x, y) => mean(concat([x, y], 3), [1, 2])),
    { shapes: [shape, shape] },
  )
})
