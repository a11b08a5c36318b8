import type { CompressedFrame } from './codec.js'
import type { WasmCodec } from './wasm-codec.js'

/** JPEG of 8 bits, by libjpeg-turbo. */
export const jpegBaseline: WasmCodec = {
  decoder: 'JPEGDecoder',
  load: () => import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'),
  address: () => new URL('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm', import.meta.url),
  prepare: (frame) => ({
    bytes: isPlainRgb(frame) ? saidRgb(frame.bytes) : frame.bytes,
    rgb: true,
  }),
}

/** libjpeg takes three components for YCbCr where no marker says otherwise; then the file's own word goes. */
function isPlainRgb({ bytes, samples, photometric }: CompressedFrame): boolean {
  if (samples !== 3 || photometric !== 'RGB') return false
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0
    // JFIF's segment and Adobe's
    if (marker === 0xe0 || marker === 0xee) return false
    if (marker === 0xda) return true
    at += 2 + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0)
  }
  return true
}

/** Adobe's segment, which says that nothing was transformed, behind the beginning. */
function saidRgb(bytes: Uint8Array): Uint8Array {
  const adobe = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0]
  const result = new Uint8Array(bytes.length + adobe.length)
  result.set(bytes.subarray(0, 2))
  result.set(adobe, 2)
  result.set(bytes.subarray(2), 2 + adobe.length)
  return result
}
