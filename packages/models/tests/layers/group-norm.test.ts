import {
  type Rank,
  relu,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { groupNorm } from '../../src/layers/group-norm.js'
import { onBackend } from '../backend.js'
import { expectRightGradients, expectSameGradients, numbers } from './gradient.js'

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  onBackend(backend)

  const shape: [number, number, number, number] = [2, 3, 5, 6]
  type Op = (x?: Tensor, gamma?: Tensor, beta?: Tensor) => Tensor
  const inputs = (gammaShape: number[]): Tensor[] => [
    numbers(shape, 'x'),
    numbers(gammaShape, 'gamma'),
    numbers(gammaShape, 'beta'),
  ]
  const apply =
    (groups: number, rectify: boolean): Op =>
    (x, gamma, beta) =>
      groupNorm(x as Tensor4D, gamma as Tensor1D, beta as Tensor1D, { groups, rectify })
  const plain = apply(3, false)

  test.each([
    [1, false],
    [2, false],
    [6, true],
    [3, true],
  ])('%i groups, rectified: %s: the definition, value by value', async (groups, rectify) => {
    const [x, gamma, beta] = inputs([6]) as [Tensor4D, Tensor1D, Tensor1D]
    const y = apply(groups, rectify)(x, gamma, beta)
    const expected = byDefinition(
      await valuesOf(x),
      await valuesOf(gamma),
      await valuesOf(beta),
      groups,
    )
    const found = await valuesOf(y)
    found.forEach((value, i) => {
      const right = expected[i] ?? NaN
      expect(value).toBeCloseTo(rectify ? Math.max(0, right) : right, 4)
    })
    for (const tensor of [x, gamma, beta, y]) tensor.dispose()
  })

  test.each([1, 2, 6])(
    '%i groups: the gradients are those of numeric differentiation',
    (groups) => {
      expectRightGradients(apply(groups, false), inputs([6]))
      expectRightGradients(apply(groups, false), inputs([2, 6]))
    },
  )

  test.each([[[6]], [[2, 6]]])(
    'with the rectifier inside, the gradients are those outside',
    (sizes) => {
      const apart = (...[x, gamma, beta]: Tensor[]): Tensor => relu(plain(x, gamma, beta))
      expectSameGradients(apply(3, true), apart, inputs(sizes))
    },
  )

  test('a constant image stays finite', async () => {
    const x = numbers<Rank.R4>([1, 1, 1, 4], 'one')
    const y = tidy(() => apply(4, false)(x, numbers([4], 'gamma'), numbers([4], 'beta')))
    const beta = numbers([4], 'beta')
    const [found, expected] = [await valuesOf(y), await valuesOf(beta)]
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? NaN, 4)
    })
    for (const tensor of [x, y, beta]) tensor.dispose()
  })
})

async function valuesOf(tensor: Tensor): Promise<number[]> {
  return Array.from(await tensor.data())
}

/** Wu and He 2018, eq. 1, 2 and 6 on `[2, 3, 5, 6]`, in double precision. */
function byDefinition(x: number[], gamma: number[], beta: number[], groups: number): number[] {
  const size = 6 / groups
  const groupOf = (i: number): number => Math.floor(i / 90) * groups + Math.floor((i % 6) / size)
  return x.map((value, i) => {
    const peers = x.filter((_, j) => groupOf(j) === groupOf(i))
    const mean = peers.reduce((sum, v) => sum + v, 0) / peers.length
    const variance = peers.reduce((sum, v) => sum + (v - mean) ** 2, 0) / peers.length
    const c = i % 6
    return ((value - mean) / Math.sqrt(variance + 1e-5)) * (gamma[c] ?? NaN) + (beta[c] ?? NaN)
  })
}
