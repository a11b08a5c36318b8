import { registerWasmGradients } from '@spad/core/wasm-gradients'
import { setBackend } from '@tensorflow/tfjs-core'
import { useBackend } from '../src/index.js'

/** wasm, in Node and in a browser: Node finds the .wasm files itself. */
export async function startWasm(): Promise<void> {
  if (typeof window === 'undefined') {
    await import('@tensorflow/tfjs-backend-wasm')
    registerWasmGradients()
    await setBackend('wasm')
  } else {
    const { wasmPaths } = await import('./wasm-paths.js')
    await useBackend('wasm', { wasmPaths })
  }
}
