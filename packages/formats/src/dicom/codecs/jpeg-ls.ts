import type { WasmCodec } from './wasm-codec.js'

/** JPEG-LS, by CharLS. */
export const jpegLs: WasmCodec = {
  decoder: 'JpegLSDecoder',
  load: () => import('@cornerstonejs/codec-charls/decodewasmjs'),
  address: () => new URL('@cornerstonejs/codec-charls/decodewasm', import.meta.url),
  rgb: false,
}
