import { setBackend } from '@tensorflow/tfjs-core'
import { expect } from 'vitest'
import { registerWasmGradients } from '../../../src/wasm-gradients.js'

/** wasm with our kernels, in Node and in a browser. */
export async function startWasm(): Promise<void> {
  await import('@tensorflow/tfjs')
  registerWasmGradients()
  if (typeof window !== 'undefined') {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
    const { wasmPaths } = await import('./wasm-paths.js')
    setWasmPaths(wasmPaths)
  }
  expect(await setBackend('wasm')).toBe(true)
}
