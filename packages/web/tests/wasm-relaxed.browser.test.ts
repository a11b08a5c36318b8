import { backend } from '@tensorflow/tfjs-core'
import { afterEach, expect, test, vi } from 'vitest'
import { useBackend } from '../src/index.js'
import { wasmRelaxed } from '../src/wasm-relaxed.js'
import { wasmPaths } from './wasm-paths.js'

afterEach(() => {
  vi.restoreAllMocks()
})

test('starts by name and first of all, and makes way for wasm', async () => {
  const backends = [wasmRelaxed({ wasmPaths })]
  const report = await useBackend('wasm-relaxed', { backends })
  expect(report).toMatchObject({ name: 'wasm-relaxed', tfjs: 'wasm', passedOver: [] })
  expect(report.device).toMatch(/^WebAssembly, .*, relaxed SIMD$/)
  expect(await useBackend('auto', { backends, wasmPaths })).toMatchObject({ name: 'wasm-relaxed' })
  const relaxed = backend()
  expect(await useBackend('wasm', { wasmPaths })).toMatchObject({ name: 'wasm', tfjs: 'wasm' })
  expect(backend()).toBe(relaxed)
})

test('says where an engine has no relaxed SIMD', async () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false)
  const backends = [wasmRelaxed({ wasmPaths })]
  await expect(useBackend('wasm-relaxed', { backends })).rejects.toThrow(
    '`wasm-relaxed` finds no relaxed SIMD in this browser: use the backend `wasm` there.',
  )
})
