import type { CompressedFrame } from './codec.js'
import type { PreparedFrame } from './wasm-codec.js'

const JP2C = 0x6a703263

/**
 * The codestream of a frame. In DICOM it stands bare; some writers wrap it as a `.jp2` file does (ISO 15444-1,
 * annex I).
 */
export function codestreamOf(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 12 || view.getUint32(4) !== 0x6a502020) return bytes
  for (let at = 0; at + 16 <= bytes.length;) {
    const length = view.getUint32(at)
    const head = length === 1 ? 16 : 8
    const end =
      length === 0 ? bytes.length : length === 1 ? at + view.getUint32(at + 12) : at + length
    if (view.getUint32(at + 4) === JP2C) return bytes.subarray(at + head, end)
    if (end <= at) return bytes
    at = end
  }
  return bytes
}

/**
 * The decoders cut signed samples of up to 8 bits off at 0. As unsigned ones the same stream gives half of the range
 * more (ISO 15444-1, G.1). Colours come out as RGB where the stream transforms them, else as the file says.
 */
export function prepareJ2k({ bytes, photometric }: CompressedFrame): PreparedFrame {
  const rgb = transforms(bytes) || !photometric.startsWith('YBR_FULL')
  const signed = bytes[42] ?? 0
  const bits = (signed & 127) + 1
  if (signed < 128 || bits > 8) return { bytes, rgb }
  const unsigned = new Uint8Array(bytes)
  const components = ((bytes[40] ?? 0) << 8) | (bytes[41] ?? 0)
  for (let i = 0; i < components; i++) unsigned[42 + 3 * i] = (bytes[42 + 3 * i] ?? 0) & 127
  return { bytes: unsigned, rgb, offset: 2 ** (bits - 1) }
}

/** Whether the main header's COD marker asks for a transform of components (A.6.1). */
function transforms(bytes: Uint8Array): boolean {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0
    if (marker === 0x52) return bytes[at + 8] !== 0
    if (marker === 0x90) return false
    at += 2 + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0)
  }
  return false
}
