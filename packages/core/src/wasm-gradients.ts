import { binary } from './kernels/wasm/binary.js'
import { fromBase64 } from './kernels/wasm/from-base64.js'
import { installKernels } from './kernels/wasm/install.js'
import { provideKernels } from './kernels/wasm/kernels.js'

let compiled: Uint8Array | undefined

/**
 * Makes convolutional networks trainable on tfjs' wasm backend: registers the gradient kernels that
 * it lacks, replaces those that are slow or wrong, and the forward kernels that hold a step up (3×3
 * convolutions, sums, concatenation). It touches no other backend, does nothing when called again,
 * and may be called before or after the backend has started.
 *
 * The kernels are a small module on the backend's own heap, inside of this script; a page fetches them
 * as a file instead, see `fetchWasmKernels` of `@spad/core/wasm-kernels`. They need WebAssembly SIMD, which every
 * current browser and Node has, and run on one thread. Images are NHWC.
 */
export function registerWasmGradients(): void {
  provideKernels((compiled ??= fromBase64(binary)))
  installKernels()
}
