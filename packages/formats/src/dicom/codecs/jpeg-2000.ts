import { prepareJ2k } from './j2k-stream.js'
import type { WasmCodec } from './wasm-codec.js'

/** JPEG 2000, by OpenJPEG. */
export const jpeg2000: WasmCodec = {
  decoder: 'J2KDecoder',
  load: () => import('@cornerstonejs/codec-openjpeg/decodewasmjs'),
  address: () => new URL('@cornerstonejs/codec-openjpeg/decodewasm', import.meta.url),
  prepare: prepareJ2k,
}
