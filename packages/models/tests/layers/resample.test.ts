import { type Rank, type Tensor, tensor4d, type Tensor4D } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { downsample, upsample } from '../../src/layers/resample.js'
import { rectify } from '../../src/layers/rectify.js'
import { onBackend } from '../backend.js'
import { expectRightGradients, numbers } from './gradient.js'

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  onBackend(backend)

  test('each pixel becomes four, and four become their mean', async () => {
    const x = tensor4d([1, 2, 3, 4, 5, 6], [1, 1, 3, 2])
    const large = upsample(x)
    expect(large.shape).toEqual([1, 2, 6, 2])
    const row = [1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6]
    expect([...(await large.data())]).toEqual([...row, ...row])
    const small = downsample(large)
    expect([...(await small.data())]).toEqual([1, 2, 3, 4, 5, 6])
    for (const tensor of [x, large, small]) tensor.dispose()
  })

  test.each([
    ['upsample', upsample, [2, 2, 3, 4]],
    ['downsample', downsample, [2, 4, 6, 4]],
    ['rectify', rectify, [2, 4, 6, 4]],
  ] as const)('%s has the gradient of numeric differentiation', (_, f, shape) => {
    const x = numbers<Rank.R4>([...shape], 'x')
    const step = f === rectify ? 1e-3 : 1e-2
    expectRightGradients((t: Tensor) => f(t as Tensor4D), [x], { step })
    x.dispose()
  })
})
