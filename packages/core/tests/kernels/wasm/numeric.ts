import { dispose, grads, memory, mul, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import { expect } from 'vitest'
import { createRandom } from '../../../src/support/random.js'

/** A function of one, two or three tensors. */
export type Operation = (a: Tensor, b: Tensor, c: Tensor) => Tensor

export interface Check {
  /** The shape of each input. */
  shapes: number[][]
  /** Half the width of the central difference; wide is exact where the function is linear. @default 0.5 */
  step?: number
  /** Relative to the largest gradient of the same input. @default 1e-4 */
  tolerance?: number
  /** Maps a normal number to an input value, to keep away from kinks and poles. @default identity */
  value?: (normal: number, index: number) => number
  /** How many single coordinates of each input are tried, besides one direction in all of them. @default 24 */
  coordinates?: number
}

/**
 * Compares the gradients of `Σ f(inputs) · r`, r random, with central differences of the forward
 * pass, whose sums are taken in float64: single coordinates, and one direction through them all.
 */
export function expectGradient(f: Operation, check: Check): void {
  const apply = (inputs: Tensor[]) => {
    const [a, b, c] = inputs as [Tensor, Tensor, Tensor]
    return f(a, b, c)
  }
  const { shapes, step = 0.5, tolerance = 1e-4, value = (x: number) => x, coordinates = 24 } = check
  const random = createRandom(1)
  const before = memory().numTensors
  const values = shapes.map((shape) =>
    Float32Array.from({ length: size(shape) }, (_, i) => value(random.normal(), i)),
  )
  const make = () => values.map((data, i) => tensor(data.slice(), shapes[i]))
  const outShape = tidy(() => apply(make()).shape)
  const weights = Float32Array.from({ length: size(outShape) }, () => random.normal())

  const loss = () => {
    const out = tidy(() => apply(make()))
    const data = out.dataSync<'float32'>()
    out.dispose()
    return data.reduce((total, y, i) => total + y * at(weights, i), 0)
  }
  const analytic = tidy(() => {
    const r = tensor(weights, outShape)
    return grads((...inputs: Tensor[]) => sum(mul(apply(inputs), r)))(make())
  })
  analytic.forEach((gradient, input) => {
    expect(gradient.shape, `shape of gradient ${input}`).toEqual(shapes[input])
    const expected = gradient.dataSync<'float32'>()
    const data = at(values, input)
    const scale = expected.reduce((top, g) => Math.max(top, Math.abs(g)), 1e-3)
    const difference = (move: (data: Float32Array, by: number) => void) => {
      const kept = data.slice()
      move(data, step)
      const above = loss()
      data.set(kept)
      move(data, -step)
      const below = loss()
      data.set(kept)
      return (above - below) / (2 * step)
    }
    for (let n = 0; n < Math.min(coordinates, data.length); n++) {
      const place = coordinates >= data.length ? n : Math.floor(random.uniform() * data.length)
      const numeric = difference((d, by) => {
        d[place] = at(d, place) + by
      })
      expect(
        Math.abs(numeric - at(expected, place)) / scale,
        `input ${input}, at ${place}`,
      ).toBeLessThan(tolerance)
    }
    const direction = data.map(() => random.normal())
    const norm = Math.hypot(...direction)
    const numeric = difference((d, by) => {
      for (const i of d.keys()) d[i] = at(d, i) + (by * at(direction, i)) / norm
    })
    const along = expected.reduce((total, g, i) => total + (g * at(direction, i)) / norm, 0)
    expect(Math.abs(numeric - along) / scale, `input ${input}, all at once`).toBeLessThan(
      2 * tolerance,
    )
  })
  dispose(analytic)
  expect(memory().numTensors).toBe(before)
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

function at<T>(list: ArrayLike<T>, index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`no element ${index}`)
  return value
}
