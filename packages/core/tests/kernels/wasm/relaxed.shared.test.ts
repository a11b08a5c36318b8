import {
  backend,
  conv2d,
  depthwiseConv2d,
  dispose,
  engine,
  grads,
  matMul,
  memory,
  type NamedTensorMap,
  type Rank,
  tensor,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { GroupNorm, GroupNormGrad } from '../../../src/kernels/fused-kernels.js'
import { hasRelaxedSimd } from '../../../src/kernels/wasm/has-relaxed-simd.js'
import { kernelsOn, type WasmBackend } from '../../../src/kernels/wasm/kernels.js'
import { createRandom } from '../../../src/support/random.js'
import { registerWasmGradients } from '../../../src/wasm-gradients.js'
import { registerRelaxedWasm } from '../../../src/wasm-relaxed.js'
import { startWasm } from './start-wasm.js'

beforeAll(startWasm)

const inUse = () => kernelsOn(backend() as unknown as WasmBackend)

// of an engine one or the other is true: Node 20 lacks it, Chromium and Node 22 have it
describe('relaxed SIMD', () => {
  if (hasRelaxedSimd())
    it(
      'agrees with the other kernels up to rounding, repeats itself to the bit, and makes way again',
      comparesThem,
    )
  else
    it('is told to be missing, and the kernels stay', () => {
      const before = inUse()
      expect(registerRelaxedWasm()).toBe(false)
      expect(inUse()).toBe(before)
    })
})

/** Normal numbers, the same at each call. */
function drawn(...shape: number[]): Tensor4D {
  const values = new Float32Array(shape.reduce((size, side) => size * side, 1))
  createRandom(values.length).fillNormal(values)
  return tensor<Rank.R4>(values, shape as [number, number, number, number])
}

const op = (f: (x: Tensor4D, w: Tensor4D) => Tensor, x: number[], w: number[]): Tensor[] =>
  grads((x: Tensor, w: Tensor) => f(x as Tensor4D, w as Tensor4D).square())([
    drawn(...x),
    drawn(...w),
  ])

/** The kernels that multiply and add, with sides and channels that fill no register too. */
function answers(): Tensor[] {
  const attributes = { groups: 2, epsilon: 1e-5, rectify: true }
  const [gamma, beta] = [drawn(1, 1, 1, 6).flatten(), drawn(1, 1, 2, 3).flatten()]
  const inputs: NamedTensorMap = { x: drawn(2, 9, 7, 6), gamma, beta }
  const normed = engine().runKernel(GroupNorm, inputs, attributes) as unknown as Tensor[]
  const [y, mean, inverse] = normed as [Tensor, Tensor, Tensor]
  const given: NamedTensorMap = { ...inputs, dy: drawn(2, 9, 7, 6), mean, inverse }
  const slopes = engine().runKernel(GroupNormGrad, given, attributes) as unknown as Tensor[]
  return [
    ...op((x, w) => conv2d(x, w, 1, 'same'), [2, 13, 11, 7], [3, 3, 7, 10]),
    ...op((x, w) => conv2d(x, w, 2, 'same'), [2, 13, 11, 7], [3, 3, 7, 10]),
    ...op((x, w) => depthwiseConv2d(x, w, 1, 'same'), [2, 9, 8, 6], [3, 3, 6, 1]),
    ...op((a, b) => matMul(a, b, true), [3, 2, 9, 13], [3, 2, 9, 11]),
    ...[y, ...slopes],
  ]
}

function values(): number[][] {
  const before = memory().numTensors
  const made = tidy(answers)
  const numbers = made.map((one) => [...one.dataSync()])
  dispose(made)
  expect(memory().numTensors).toBe(before)
  return numbers
}

function comparesThem(): void {
  const plain = values()
  const before = inUse()
  expect(registerRelaxedWasm()).toBe(true)
  expect(inUse()).not.toBe(before)
  const relaxed = values()
  expect(values()).toEqual(relaxed)
  for (const [i, wanted] of plain.entries()) {
    const largest = Math.max(...wanted.map(Math.abs))
    expect(largest).toBeGreaterThan(0.1)
    const off = wanted.map((value, j) => Math.abs(value - (relaxed[i]?.[j] ?? NaN)) / largest)
    expect(Math.max(...off)).toBeLessThan(1e-5)
  }
  registerWasmGradients()
  expect(values()).toEqual(plain)
}
