import * as threaded from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js'

export { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'

/** The text from which tfjs makes a thread; some bundlers put its function under `default`. */
export function threadText(module: object = threaded): string {
  const found: unknown = 'default' in module ? module.default : module
  return String(found)
}
