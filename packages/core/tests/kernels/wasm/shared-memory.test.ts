import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { kernelsOn, provideKernels, type WasmBackend } from '../../../src/kernels/wasm/kernels.js'

provideKernels(readFileSync(new URL('../../../src/kernels.wasm', import.meta.url)))

const backendOn = (wasm: object): WasmBackend => ({ wasm }) as unknown as WasmBackend

it('runs on the shared heap of tfjs with threads', () => {
  const wasmMemory = new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true })
  const { sum } = kernelsOn(backendOn({ wasmMemory, _malloc: () => 4096, _free: () => undefined }))
  const values = new Float32Array(wasmMemory.buffer, 65536, 6)
  values.set([1, 2, 3, 4, 5, 6])
  const out = new Float32Array(wasmMemory.buffer, 131072, 2)
  sum(65536, 131072, 1, 3, 2, 1)
  expect([...out]).toEqual([9, 12])
})

it('says which tfjs it needs where there is no heap to run on', () => {
  expect(() => kernelsOn(backendOn({}))).toThrow(
    '[@spad/core] `backend.wasm` shows no heap: gradients on wasm need @tensorflow/tfjs-backend-wasm 4.22.',
  )
})
