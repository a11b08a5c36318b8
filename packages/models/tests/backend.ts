import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { registerWasmGradients } from '@spad/core/wasm-gradients'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll } from 'vitest'

export type BackendName = 'cpu' | 'wasm'

/** Runs the tests of a file, or of a `describe`, on a backend that can train. */
export function onBackend(name: BackendName): void {
  beforeAll(async () => {
    registerWasmGradients()
    await setBackend(name)
  })
}
