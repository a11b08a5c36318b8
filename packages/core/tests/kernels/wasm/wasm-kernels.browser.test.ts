import '@tensorflow/tfjs-backend-wasm'
import { getKernel } from '@tensorflow/tfjs-core'
import { afterEach, expect, test, vi } from 'vitest'
import { fetchWasmKernels } from '../../../src/wasm-kernels.js'
import { fetchRelaxedKernels } from '../../../src/wasm-relaxed-kernels.js'

afterEach(() => {
  vi.restoreAllMocks()
})

test('says where the file was looked for, and fetches it once', async () => {
  const fetching = vi.spyOn(globalThis, 'fetch')
  fetching.mockResolvedValueOnce(new Response('', { status: 404 }))
  await expect(fetchWasmKernels()).rejects.toThrow(
    /^\[@spad\/core\] .*\/kernels\.wasm.* cannot be fetched: serve it beside the script\.$/,
  )
  expect(getKernel('Conv2DBackpropFilter', 'wasm')).toBeUndefined()
  await fetchWasmKernels()
  await fetchWasmKernels()
  expect(getKernel('Conv2DBackpropFilter', 'wasm')).toBeDefined()
  expect(fetching).toHaveBeenCalledTimes(2)
})

test('fetches the relaxed kernels from a file of their own, once', async () => {
  const fetching = vi.spyOn(globalThis, 'fetch')
  expect(await fetchRelaxedKernels()).toBe(true)
  expect(await fetchRelaxedKernels()).toBe(true)
  expect(fetching.mock.calls.map(([address]) => (address as URL).href)).toEqual([
    expect.stringMatching(/\/kernels-relaxed\.wasm/),
  ])
})
