import { prepareJ2k } from './j2k-stream.js'
import type { WasmCodec } from './wasm-codec.js'

/** High-throughput JPEG 2000, by OpenJPH. */
export const htj2k: WasmCodec = {
  decoder: 'HTJ2KDecoder',
  load: () => import('@cornerstonejs/codec-openjph/wasmjs'),
  address: () => new URL('@cornerstonejs/codec-openjph/wasm', import.meta.url),
  prepare: prepareJ2k,
}
