import {
  createRandom,
  GroupNorm,
  type GroupNormAttributes,
  GroupNormGrad,
  randomNormal,
} from '@spad/core'
import { engine, memory, type NamedAttrMap, type Rank, type Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { dot, farthest, nativeKernels, numbers } from './native-kernels.js'

type Shape = [number, number, number, number]

interface Case {
  readonly shape: Shape
  readonly perImage: boolean
  readonly attributes: GroupNormAttributes
}

const cases: [string, Case][] = [
  ['a small image', one([2, 3, 5, 6], 3, false)],
  ['one group, rectified', one([2, 4, 4, 5], 1, true)],
  ['each image its own, rectified', one([3, 7, 9, 8], 4, true, true)],
  ['enough work for two threads', one([3, 150, 100, 24], 3, true)],
]

function one(shape: Shape, groups: number, rectify: boolean, perImage = false): Case {
  return { shape, perImage, attributes: { groups, rectify, epsilon: 1e-5 } }
}

describe.skipIf(!(await nativeKernels()))(
  'where tools/native-addon.sh has built the kernels',
  () => {
    test.each(cases)('%s: the definition, value by value', (_, given) => {
      const { x, gamma, beta } = numbersOf(given)
      const tensors = tensorsOf(given)
      const [y, ...rest] = run(GroupNorm, tensors, given)
      const expected = byDefinition(x, gamma, beta, given)
      expect(farthest(y!.dataSync(), expected)).toBeLessThan(1e-4)
      drop([y!, ...rest, ...Object.values(tensors)])
    })

    test.each(cases)('%s: the gradients are those of numeric differentiation', (_, given) => {
      const before = memory().numTensors
      const tensors = tensorsOf(given)
      const dy = randomNormal<Rank.R4>(given.shape, createRandom(3).fork('dy'))
      const [y, mean, inverse] = run(GroupNorm, tensors, given) as [Tensor, Tensor, Tensor]
      const found = run(GroupNormGrad, { ...tensors, dy, mean, inverse }, given)
      const slope = dy.dataSync()
      const inputs = numbersOf(given)
      Object.values(inputs).forEach((input, i) => {
        const direction = numbers(input.length, `direction ${i}`)
        const along = (step: number): number => {
          const moved = Object.values(inputs).map((values, j) =>
            i === j ? values.map((value, k) => value + step * direction[k]!) : values,
          ) as [Float64Array, Float64Array, Float64Array]
          return dot(byDefinition(...moved, given), slope)
        }
        const numeric = (along(1e-6) - along(-1e-6)) / 2e-6
        const analytic = dot(direction, found[i]!.dataSync())
        expect(Math.abs(analytic - numeric) / Math.max(1, Math.abs(numeric))).toBeLessThan(1e-3)
      })
      drop([y, mean, inverse, dy, ...found, ...Object.values(tensors)])
      expect(memory().numTensors).toBe(before)
    })
  },
)

function run(kernel: string, inputs: Record<string, Tensor>, { attributes }: Case): Tensor[] {
  return engine().runKernel(kernel, inputs, attributes as unknown as NamedAttrMap)
}

function drop(tensors: Tensor[]): void {
  for (const tensor of tensors) tensor.dispose()
}

function shapesOf({ shape, perImage }: Case): Record<'x' | 'gamma' | 'beta', number[]> {
  const flat = perImage ? [shape[0], shape[3]] : [shape[3]]
  return { x: shape, gamma: flat, beta: flat }
}

function tensorsOf(given: Case): Record<'x' | 'gamma' | 'beta', Tensor> {
  const { x, gamma, beta } = shapesOf(given)
  const make = (shape: number[], name: string): Tensor =>
    randomNormal(shape as never, createRandom(3).fork(name))
  return { x: make(x, 'x'), gamma: make(gamma, 'gamma'), beta: make(beta, 'beta') }
}

function numbersOf(given: Case): Record<'x' | 'gamma' | 'beta', Float64Array> {
  const { x, gamma, beta } = shapesOf(given)
  const length = (shape: number[]): number => shape.reduce((product, side) => product * side, 1)
  return {
    x: numbers(length(x), 'x'),
    gamma: numbers(length(gamma), 'gamma'),
    beta: numbers(length(beta), 'beta'),
  }
}

/** Wu and He 2018, eq. 1, 2 and 6, in double precision. */
function byDefinition(
  x: Float64Array,
  gamma: Float64Array,
  beta: Float64Array,
  { shape, perImage, attributes: { groups, rectify, epsilon } }: Case,
): Float64Array {
  const [batch, height, width, channels] = shape
  const groupOf = (i: number): number =>
    Math.floor(i / (height * width * channels)) * groups +
    Math.floor(((i % channels) * groups) / channels)
  const count = (height * width * channels) / groups
  const mean = new Float64Array(batch * groups)
  const variance = new Float64Array(batch * groups)
  x.forEach((value, i) => (mean[groupOf(i)]! += value / count))
  x.forEach((value, i) => (variance[groupOf(i)]! += (value - mean[groupOf(i)]!) ** 2 / count))
  return x.map((value, i) => {
    const g = groupOf(i)
    const c = perImage
      ? Math.floor(i / (height * width * channels)) * channels + (i % channels)
      : i % channels
    const y = ((value - mean[g]!) / Math.sqrt(variance[g]! + epsilon)) * gamma[c]! + beta[c]!
    return rectify ? Math.max(0, y) : y
  })
}
