import type { WasmCodec } from './wasm-codec.js'

/** JPEG of 8 bits, by libjpeg-turbo. */
export const jpegBaseline: WasmCodec = {
  decoder: 'JPEGDecoder',
  load: () => import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'),
  address: () => new URL('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm', import.meta.url),
  rgb: true,
}
