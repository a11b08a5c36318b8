import { fetchKernels } from './kernels/wasm/fetch-kernels.js'
import { hasRelaxedSimd } from './kernels/wasm/has-relaxed-simd.js'
import { installKernels } from './kernels/wasm/install.js'
import { provideKernels } from './kernels/wasm/kernels.js'

let compiled: Uint8Array | undefined

/**
 * What `registerRelaxedWasm` does, for a page: it fetches those kernels as a file beside this script.
 *
 * @returns whether this engine has relaxed SIMD; without it nothing is fetched.
 * @throws SpadError if the file is not served.
 */
export async function fetchRelaxedKernels(): Promise<boolean> {
  if (!hasRelaxedSimd()) return false
  const address = new URL('./kernels-relaxed.wasm', import.meta.url)
  provideKernels((compiled ??= await fetchKernels(address)))
  installKernels()
  return true
}
