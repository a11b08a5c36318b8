import * as tf from '@tensorflow/tfjs-core'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { registerWasmGradients } from '../../../src/wasm-gradients.js'
import * as plain from '../../../src/kernels/wasm/binary.js'
import * as relaxed from '../../../src/kernels/wasm/relaxed-binary.js'

beforeAll(async () => {
  await import('@tensorflow/tfjs')
})

describe('registerWasmGradients', () => {
  const kernels = () =>
    tf.getKernelsForBackend('wasm').map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc])

  it('does nothing until it is called, and nothing when it is called again', () => {
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeUndefined()
    const cpu = tf.getKernelsForBackend('cpu').map(({ kernelFunc }) => kernelFunc)
    registerWasmGradients()
    const once = kernels()
    registerWasmGradients()
    expect(kernels()).toEqual(once)
    expect(tf.getKernelsForBackend('cpu').map(({ kernelFunc }) => kernelFunc)).toEqual(cpu)
  })

  it('refuses images with channels first', async () => {
    registerWasmGradients()
    await tf.setBackend('wasm')
    const call = () =>
      tf
        .engine()
        .runKernel(
          'Conv2DBackpropFilter',
          { x: tf.zeros([1, 2, 4, 4]), dy: tf.zeros([1, 3, 4, 4]) },
          { filterShape: [3, 3, 2, 3], strides: 1, pad: 'same', dataFormat: 'NCHW' },
        )
    expect(() => tf.tidy(call)).toThrow(
      '[@spad/core] `dataFormat` is NCHW: on wasm convolutions are NHWC. Transpose the image.',
    )
  })
})

it.each([
  ['kernels', plain],
  ['kernels-relaxed', relaxed],
])('carries the binary of its source: %s', (name, { binary, sourceHash }) => {
  const source = readFileSync(new URL('../../../wasm/kernels.c', import.meta.url))
  expect(sourceHash).toBe(createHash('sha256').update(source).digest('hex'))
  const file = readFileSync(new URL(`../../../src/${name}.wasm`, import.meta.url))
  expect(file.toString('base64')).toBe(binary)
})
