import { type Rank, type Tensor, tensor4d, type Tensor4D } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { upsample } from '../../src/layers/upsample.js'
import { onBackend } from '../backend.js'
import { expectRightGradients, numbers } from './gradient.js'

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  onBackend(backend)

  test('each pixel becomes four', async () => {
    const x = tensor4d([1, 2, 3, 4, 5, 6], [1, 1, 3, 2])
    const large = upsample(x)
    expect(large.shape).toEqual([1, 2, 6, 2])
    const row = [1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6]
    expect([...(await large.data())]).toEqual([...row, ...row])
    for (const tensor of [x, large]) tensor.dispose()
  })

  test('the gradient is that of numeric differentiation', () => {
    const x = numbers<Rank.R4>([2, 2, 3, 4], 'x')
    expectRightGradients((t: Tensor) => upsample(t as Tensor4D), [x])
    x.dispose()
  })
})
