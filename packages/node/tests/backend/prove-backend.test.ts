import {
  getKernel,
  type KernelConfig,
  memory,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { proveBackend } from '../../src/backend/prove-backend.js'
import { useBackend } from '../../src/index.js'

test.each([
  ['any', 1],
  ['many', 8],
])('a wrong gradient for %s channels is found out, no tensor is left', async (_, least) => {
  await useBackend('wasm')
  const { numTensors } = memory()
  await proveBackend('wasm')
  const right: KernelConfig = getKernel('Conv2DBackpropInput', 'wasm')
  const wrong: KernelConfig = {
    ...right,
    kernelFunc: (call) => {
      const result = right.kernelFunc(call)
      const { shape } = call.inputs.filter as unknown as { readonly shape: number[] }
      if ((shape[2] ?? 0) < least) return result
      const heap = call.backend as { typedArrayFromHeap(tensor: unknown): Float32Array }
      heap.typedArrayFromHeap(result).fill(0)
      return result
    },
  }
  unregisterKernel('Conv2DBackpropInput', 'wasm')
  registerKernel(wrong)
  try {
    await expect(proveBackend('wasm')).rejects.toThrow(
      '[@spad/node] `wasm` gets a gradient of the image wrong: 0, 0, 0, 0, 0, 0, 0, 0, 0 instead ' +
        'of 4, 6, 5, 8, 15, 10, 7, 12, 8. Use another backend.',
    )
  } finally {
    unregisterKernel('Conv2DBackpropInput', 'wasm')
    registerKernel(right)
  }
  expect(memory().numTensors).toBe(numTensors)
})
