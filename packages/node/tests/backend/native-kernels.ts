import { createRandom, GroupNorm, hasKernel } from '@spad/core'
import { type Rank, type ShapeMap, type Tensor, tensor } from '@tensorflow/tfjs-core'
import { useBackend } from '../../src/index.js'

/**
 * Starts native TensorFlow with two threads; whether it has our kernels. A run that is meant for
 * native TensorFlow (`SPAD_REQUIRE_NATIVE=1`) may not go without.
 */
export async function nativeKernels(): Promise<boolean> {
  const started = await useBackend('native', { threads: 2 }).then(
    () => hasKernel(GroupNorm),
    () => false,
  )
  return started || process.env.SPAD_REQUIRE_NATIVE === '1'
}

/** Normal numbers, the same for the same name, and the same as `randomNormal` makes of it. */
export function numbers(length: number, name: string): Float64Array {
  const values = new Float32Array(length)
  createRandom(3).fork(name).fillNormal(values)
  return Float64Array.from(values)
}

/** The same numbers as a tensor. */
export function make<R extends Rank>(shape: ShapeMap[R], name: string): Tensor<R> {
  const length = shape.reduce((product, side) => product * side, 1)
  return tensor(Float32Array.from(numbers(length, name)), shape)
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0)
}

/** The largest distance between two values of the same place. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((far, value, i) => Math.max(far, Math.abs(value - b[i]!)), 0)
}

/** The largest distance, in shares of the largest value. */
export function deviation(found: Tensor, expected: Float64Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return farthest(found.dataSync(), expected) / largest
}
