import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/support/random.js'
import { registerWasmGradients } from '../../../src/wasm-gradients.js'

beforeAll(() => {
  registerWasmGradients()
})

const random = createRandom(5)
const numbers = new Map<string, number[]>()
const x = (name: string, ...shape: number[]) => {
  const size = shape.reduce((product, length) => product * length, 1)
  if (!numbers.has(name))
    numbers.set(
      name,
      Array.from({ length: size }, () => random.normal()),
    )
  return tf.tensor(numbers.get(name) ?? [], shape)
}
const ints = () => tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], 'int32')
const flags = () => tf.tensor1d([1, 0, 1, 1], 'bool')

const cases: [name: string, f: () => tf.Tensor][] = [
  ['sum of neighbouring axes', () => tf.sum(x('a', 3, 4, 5, 6), [1, 2])],
  ['sum of axes apart', () => tf.sum(x('a', 3, 4, 5, 6), [1, 3])],
  ['sum of axes out of order, kept', () => tf.sum(x('a', 3, 4, 5, 6), [2, 1], true)],
  ['sum of everything', () => tf.sum(x('long', 1000, 7))],
  ['sum of the first axis', () => tf.sum(x('long', 1000, 7), 0)],
  ['sum of a scalar', () => tf.sum(tf.scalar(3))],
  ['sum of integers', () => tf.sum(ints(), 1)],
  ['sum of flags', () => tf.sum(flags())],
  ['mean of neighbouring axes', () => tf.mean(x('a', 3, 4, 5, 6), [0, 1], true)],
  ['mean of axes apart', () => tf.mean(x('a', 3, 4, 5, 6), [0, 2])],
  ['mean of integers', () => tf.mean(ints())],
  ['concat of three', () => tf.concat([x('b', 2, 3, 1), x('c', 2, 3, 7), x('d', 2, 3, 2)], 2)],
  ['concat on the first axis', () => tf.concat([x('b', 2, 3, 1), x('b', 2, 3, 1)], 0)],
  ['concat of integers', () => tf.concat([ints(), ints()], -1)],
  ['concat of flags', () => tf.concat([flags(), flags()])],
  ['split', () => tf.sub(...(tf.split(x('a', 3, 4, 5, 6), 2, 3) as [tf.Tensor, tf.Tensor]))],
  ['split in uneven parts', () => tf.concat(tf.split(x('a', 3, 4, 5, 6), [1, -1], 1).reverse(), 1)],
  ['split of integers', () => tf.concat(tf.split(ints(), 3, 1).reverse(), 1)],
  ['unstack', () => tf.stack(tf.unstack(x('a', 3, 4, 5, 6), 2).reverse())],
  ['matMul, batches shared', () => tf.matMul(x('e', 2, 1, 4, 5), x('f', 3, 5, 6))],
  ['matMul, batches crossed', () => tf.matMul(x('e', 2, 1, 4, 5), x('g', 1, 2, 5, 6))],
  ['clone of flags', () => tf.clone(flags())],
  ['clone of strings', () => tf.clone(tf.tensor1d(['a', 'b']))],
]

describe('replaced kernels', () => {
  it.each(cases)('%s', async (_, f) => {
    const on = async (backend: string) => {
      await tf.setBackend(backend)
      const before = tf.memory().numTensors
      const y = tf.tidy(f)
      const result = { shape: y.shape, dtype: y.dtype, values: [...y.dataSync()] }
      y.dispose()
      expect(tf.memory().numTensors).toBe(before)
      return result
    }
    const expected = await on('cpu')
    const { values, ...rest } = await on('wasm')
    expect(rest).toEqual({ shape: expected.shape, dtype: expected.dtype })
    for (const [i, value] of values.entries())
      if (typeof value === 'number') expect(value).toBeCloseTo(Number(expected.values[i]), 4)
      else expect(value).toBe(expected.values[i])
  })

  it('a clone outlives what it was cloned from, and a variable changes alone', async () => {
    await tf.setBackend('wasm')
    const a = tf.tensor1d([1, 2, 3])
    const b = tf.clone(a)
    const v = tf.variable(a)
    v.assign(tf.tensor1d([4, 5, 6]))
    a.dispose()
    const filler = tf.fill([3], 9)
    expect([...b.dataSync()]).toEqual([1, 2, 3])
    expect([...v.dataSync()]).toEqual([4, 5, 6])
    tf.dispose([b, v, filler])
  })
})
