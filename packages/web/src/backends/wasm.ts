import { env } from '@tensorflow/tfjs-core'
import type { Candidate, WasmPaths } from './candidate.js'
import { threadsStart } from './threads-start.js'

/** WebAssembly: everywhere; with threads where the page is cross-origin isolated. */
export const wasm: Candidate = {
  name: 'wasm',
  async inspect({ wasmPaths, threads: wanted }) {
    if (typeof WebAssembly === 'undefined') return 'this browser has no WebAssembly'
    const missing = wasmPaths === undefined ? undefined : await whyNotServed(wasmPaths)
    const threads = threadsFor(wanted)
    const words = threads > 1 ? `up to ${threads} threads` : 'one thread'
    return missing ?? { name: `WebAssembly, ${words}`, software: false }
  },
  async load({ wasmPaths, threads }) {
    const [{ setThreadsCount, setWasmPaths }, { fetchWasmKernels }] = await Promise.all([
      import('./wasm-backend.js'),
      // not for training alone: forward convolutions are faster by these kernels, and a wrong one right
      import('@spad/core/wasm-kernels'),
    ])
    if (wasmPaths !== undefined) setWasmPaths(wasmPaths)
    if (threads !== undefined) setThreadsCount(threads)
    await fetchWasmKernels()
  },
  async reconsider({ threads }) {
    if (threadsFor(threads) === 1) return undefined
    const { threadText } = await import('./wasm-backend.js')
    // a policy may keep away the worker that tries it, as it would the threads
    if (await threadsStart(threadText()).catch(() => false)) return undefined
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
    return 'WebAssembly, one thread: more do not start, see Bundlers in the README'
  },
}

/** Without isolation a page has no shared memory, hence no threads. */
function threadsFor(wanted?: number): number {
  const there = globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1
  return Math.min(there, wanted ?? there)
}

/** A wrong address stops TensorFlow.js for good and floods the console, so it is tried first. */
async function whyNotServed(paths: WasmPaths): Promise<string | undefined> {
  const file = 'tfjs-backend-wasm-simd.wasm'
  const address = typeof paths === 'string' ? paths + file : paths[file]
  // some servers refuse HEAD, and a service worker may know the file itself alone
  const asked = await ask(address, 'HEAD')
  const response = typeof asked !== 'string' && asked.ok ? asked : await ask(address, 'GET')
  if (typeof response === 'string') return `${address} cannot be fetched (${response})`
  void response.body?.cancel()
  if (!response.ok) return `${address} is not there (${response.status})`
  const type = response.headers.get('content-type') ?? ''
  return type.startsWith('text/html') ? `${address} is a page, not a .wasm file` : undefined
}

function ask(address: string, method: string): Promise<Response | string> {
  return fetch(address, { method }).catch(String)
}
