import { createRandom, randomNormal } from '@spad/core'
import {
  add,
  grads,
  memory,
  mul,
  type Rank,
  type Scalar,
  type ShapeMap,
  sum,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core'
import { expect } from 'vitest'
import { at } from '../../src/at.js'

/** Normal numbers, the same for the same name. */
export function numbers<R extends Rank>(shape: ShapeMap[R], name: string): Tensor<R> {
  return randomNormal(shape, createRandom(5).fork(name))
}

/**
 * Compares the gradient of `f` by each input with central differences along random directions.
 *
 * The sum over random slopes makes a scalar of whatever `f` returns. Also checks for leaks.
 */
export function expectRightGradients(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  { step = 1e-2, digits = 2 } = {},
): void {
  const before = memory().numTensors
  tidy(() => {
    const slope = numbers(f(...inputs).shape, 'slope')
    const loss = (...given: Tensor[]): Scalar => sum(mul(f(...given), slope))
    const found = grads(loss)([...inputs])
    inputs.forEach((input, i) => {
      for (const name of ['one', 'two', 'three']) {
        const direction = numbers(input.shape, `${name}${i}`)
        const moved = (sign: number): number => {
          const shifted: Tensor = add(input, mul(direction, sign * step))
          return loss(...inputs.map((t, j) => (j === i ? shifted : t))).dataSync()[0] ?? NaN
        }
        const numeric = (moved(1) - moved(-1)) / (2 * step)
        const analytic = sum(mul(at(found, i), direction)).dataSync()[0] ?? NaN
        const scale = Math.max(1, Math.abs(numeric))
        expect(analytic / scale, `input ${i}, ${name}`).toBeCloseTo(numeric / scale, digits)
      }
    })
  })
  expect(memory().numTensors).toBe(before)
}

/** Compares the gradients of two functions that should be one, at the same inputs. */
export function expectSameGradients(
  found: (...inputs: Tensor[]) => Tensor,
  expected: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
): void {
  tidy(() => {
    const slope = numbers(found(...inputs).shape, 'slope')
    const [left, right] = [found, expected].map((f) =>
      grads((...at: Tensor[]): Scalar => sum(mul(f(...at), slope)))([...inputs]),
    ) as [Tensor[], Tensor[]]
    left.forEach((gradient, i) => {
      const values = right[i]?.dataSync() ?? []
      gradient.dataSync().forEach((value, j) => {
        expect(value, `input ${i}, value ${j}`).toBeCloseTo(values[j] ?? NaN, 4)
      })
    })
  })
}
