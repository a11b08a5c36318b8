import { fetchKernels } from './kernels/wasm/fetch-kernels.js'
import { installKernels } from './kernels/wasm/install.js'
import { provideKernels } from './kernels/wasm/kernels.js'

let compiled: Uint8Array | undefined

/**
 * What `registerWasmGradients` does, for a page: it fetches the kernels as a file beside this script,
 * which saves the page a script of twice their size.
 *
 * @throws SpadError if the file is not served.
 */
export async function fetchWasmKernels(): Promise<void> {
  // in this form bundlers find the file too
  provideKernels((compiled ??= await fetchKernels(new URL('./kernels.wasm', import.meta.url))))
  installKernels()
}
