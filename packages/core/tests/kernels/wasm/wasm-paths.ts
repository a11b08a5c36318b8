import file from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'

/** The address under which the test server gives out tfjs's `.wasm` files. */
export const wasmPaths = file.slice(0, file.lastIndexOf('/') + 1)
