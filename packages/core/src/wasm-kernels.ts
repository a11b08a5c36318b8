import { fail } from './support/errors.js'
import { installKernels } from './kernels/wasm/install.js'
import { hasKernels, provideKernels } from './kernels/wasm/kernels.js'

/**
 * What `registerWasmGradients` does, for a page: it fetches the kernels as a file beside this script,
 * which saves the page a script of twice their size.
 *
 * @throws SpadError if the file is not served.
 */
export async function fetchWasmKernels(): Promise<void> {
  if (!hasKernels()) provideKernels(await fetchKernels())
  installKernels()
}

async function fetchKernels(): Promise<Uint8Array> {
  // in this form bundlers find the file too
  const address = new URL('./kernels.wasm', import.meta.url)
  const response = await fetch(address).catch(String)
  if (typeof response === 'string' || !response.ok)
    return fail('core', `${address.href} cannot be fetched: serve it beside the script.`, response)
  return new Uint8Array(await response.arrayBuffer())
}
