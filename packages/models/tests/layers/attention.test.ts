import { createRandom } from '@spad/core'
import { concat, conv2d, type Rank, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { attention } from '../../src/layers/attention.js'
import { convOfTwo } from '../../src/layers/conv.js'
import { createWeights } from '../../src/layers/weights.js'
import { onBackend } from '../backend.js'
import { expectRightGradients, numbers } from './gradient.js'

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  onBackend(backend)

  test('attention starts as the identity and has the gradient of numeric differentiation', () => {
    const weights = createWeights(createRandom(1))
    const layer = attention(weights, { channels: 6, groupSize: 3, heads: 2 })
    const x = numbers<Rank.R4>([2, 3, 4, 6], 'x')
    expect(tidy(() => layer(x).dataSync())).toEqual(x.dataSync())
    const project = weights.variables['project/kernel']
    const random = numbers<Rank.R4>([1, 1, 6, 6], 'project')
    project?.assign(random)
    expectRightGradients((t: Tensor) => layer(t as Tensor4D), [x])
    const all = Object.values(weights.variables)
    for (const tensor of [x, random, ...all]) tensor.dispose()
  })

  test('a convolution of two is one of both joined', () => {
    const weights = createWeights(createRandom(1))
    const layer = convOfTwo(weights, { from: [2, 3], to: 4 })
    const { 'first/kernel': first, 'second/kernel': second } = weights.variables
    tidy(() => {
      const [a, b] = [numbers<Rank.R4>([1, 4, 5, 2], 'a'), numbers<Rank.R4>([1, 4, 5, 3], 'b')]
      const kernel = concat([first as unknown as Tensor4D, second as unknown as Tensor4D], 2)
      const expected = conv2d(concat([a, b], 3), kernel, 1, 'same').dataSync()
      layer(a, b)
        .dataSync()
        .forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i] ?? NaN, 4)
        })
    })
    for (const variable of Object.values(weights.variables)) variable.dispose()
  })
})
