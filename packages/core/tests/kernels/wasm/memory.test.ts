import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { createRandom, randomNormal } from '../../../src/support/random.js'
import { registerWasmGradients } from '../../../src/wasm-gradients.js'

it('1,000 steps grow neither the tensors nor the heap', { timeout: 60_000 }, async () => {
  await import('@tensorflow/tfjs')
  registerWasmGradients()
  await tf.setBackend('wasm')
  const random = createRandom(1)
  const variable = (shape: number[]) => tf.variable(tf.mul(randomNormal(shape, random), 0.3))
  const filter = variable([3, 3, 2, 6]) as tf.Variable<tf.Rank.R4>
  const depthwise = variable([3, 3, 6, 1]) as tf.Variable<tf.Rank.R4>
  const up = variable([2, 2, 4, 6]) as tf.Variable<tf.Rank.R4>
  const x = randomNormal<tf.Rank.R4>([2, 9, 8, 2], random)
  const optimizer = tf.train.adam(0.01)
  const step = () => {
    const loss = () => {
      const a = tf.relu(tf.conv2d(x, filter, 1, 'same'))
      const b = tf.depthwiseConv2d(tf.avgPool(a, 3, 2, 'same'), depthwise, 1, 'same')
      const c = tf.conv2dTranspose(b, up, [2, 10, 8, 4], 2, 'same')
      return tf.mean<tf.Scalar>(tf.square(tf.sub(tf.gather(c, tf.tensor1d([1, 1, 0], 'int32')), 1)))
    }
    const out = optimizer.minimize(() => loss(), true)
    const value = out?.dataSync()[0] ?? NaN
    out?.dispose()
    return value
  }
  const heap = () =>
    (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length
  const first = step()
  for (let i = 0; i < 20; i++) step()
  const before = { ...tf.memory(), heap: heap() }
  for (let i = 0; i < 1000; i++) step()
  const after = { ...tf.memory(), heap: heap() }
  expect(after.numTensors).toBe(before.numTensors)
  expect(after.numBytes).toBe(before.numBytes)
  expect(after.heap).toBe(before.heap)
  expect(step()).toBeLessThan(first / 2)
})
