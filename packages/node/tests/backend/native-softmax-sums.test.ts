import { SoftmaxSums, SoftmaxSumsGrad } from '@spad/core'
import { engine, memory, tensor, type Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { dot, farthest, nativeKernels, numbers } from './native-kernels.js'

type Shape = [number, number, number, number]

describe.skipIf(!(await nativeKernels()))(
  'where tools/native-addon.sh has built the kernels',
  () => {
    test.each<Shape>([
      [1, 2, 3, 2],
      [2, 9, 31, 5],
      [3, 110, 70, 3], // enough work for two threads
    ])('[%i, %i, %i, %i]: the sums and their gradient', (...shape) => {
      const before = memory().numTensors
      const { logits, target, weight, logWeight } = valuesOf(shape)
      const inputs: Record<string, Tensor> = {
        logits: tensor(Float32Array.from(logits), shape),
        target: tensor(Float32Array.from(target), shape),
        weight: tensor(Float32Array.from(weight), [...shape.slice(0, 3), 1]),
        logWeight: tensor(Float32Array.from(logWeight), [...shape.slice(0, 3), 1]),
      }
      const classes = shape[3]
      const sums = engine().runKernel<Tensor>(SoftmaxSums, inputs)
      expect(sums.shape).toEqual([shape[0], 4, classes])
      const expected = byDefinition({ logits, target, weight, logWeight }, shape)
      const largest = Math.max(...expected.map(Math.abs))
      expect(farthest(sums.dataSync(), expected) / largest).toBeLessThan(1e-6)

      const slope = numbers(shape[0] * 4 * classes, 'slope')
      const slopes = tensor(Float32Array.from(slope), [shape[0], 4, classes])
      const found = engine().runKernel<Tensor>(SoftmaxSumsGrad, { ...inputs, slopes })
      for (const name of ['one', 'two']) {
        const direction = numbers(logits.length, name)
        const along = (step: number): number => {
          const moved = logits.map((value, i) => value + step * direction[i]!)
          return dot(byDefinition({ logits: moved, target, weight, logWeight }, shape), slope)
        }
        const numeric = (along(1e-5) - along(-1e-5)) / 2e-5
        expect(dot(found.dataSync(), direction) / numeric).toBeCloseTo(1, 3)
      }
      for (const each of [sums, slopes, found, ...Object.values(inputs)]) each.dispose()
      expect(memory().numTensors).toBe(before)
    })

    test('sure logits of any size stay finite, and what is no number is seen', () => {
      const sumsOf = (values: number[]): number[] => {
        const inputs = [tensor(values, [1, 1, 1, 2]), tensor([1, 0], [1, 1, 1, 2])] as const
        const weight = tensor([1], [1, 1, 1, 1])
        const [logits, target] = inputs
        const sums = engine().runKernel<Tensor>(SoftmaxSums, {
          logits,
          target,
          weight,
          logWeight: weight,
        })
        const result = [...sums.dataSync()]
        for (const each of [...inputs, weight, sums]) each.dispose()
        return result
      }
      expect(farthest(sumsOf([-400, 600]), [-1000, 0, 1, 0, 0, 0, 0, 1])).toBeLessThan(1e-4)
      expect(sumsOf([NaN, 0])[0]).toBeNaN()
    })
  },
)

interface Values {
  readonly logits: Float64Array
  readonly target: Float64Array
  readonly weight: Float64Array
  readonly logWeight: Float64Array
}

function valuesOf(shape: Shape): Values {
  const pixels = shape[0] * shape[1] * shape[2]
  return {
    logits: numbers(pixels * shape[3], 'logits').map((value) => 3 * value),
    target: numbers(pixels * shape[3], 'target').map(Math.abs),
    weight: numbers(pixels, 'weight').map(Math.abs),
    logWeight: numbers(pixels, 'logarithms').map(Math.abs),
  }
}

/** Of each image the rows `Σ v t log p`, `Σ w t`, `Σ w t p` and `Σ w p`, in double precision. */
function byDefinition(
  { logits, target, weight, logWeight }: Values,
  [images, height, width, classes]: Shape,
): Float64Array {
  const sums = new Float64Array(images * 4 * classes)
  for (const [pixel, w] of weight.entries()) {
    const z = logits.subarray(pixel * classes, (pixel + 1) * classes)
    const highest = Math.max(...z)
    const logSum = highest + Math.log(z.reduce((sum, v) => sum + Math.exp(v - highest), 0))
    const first = Math.floor(pixel / (height * width)) * 4 * classes
    for (let k = 0; k < classes; k++) {
      const t = target[pixel * classes + k]!
      const log = z[k]! - logSum
      const row = [logWeight[pixel]! * t * log, w * t, w * t * Math.exp(log), w * Math.exp(log)]
      row.forEach((value, i) => (sums[first + i * classes + k]! += value))
    }
  }
  return sums
}
