import { crc32 as crc32Here } from './crc32.js'
import { damaged } from './picture-fault.js'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** One chunk of a PNG. */
export interface PngChunk {
  readonly name: string
  readonly data: Uint8Array<ArrayBuffer>
}

/** Whether a file begins as a PNG does. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte)
}

/**
 * The chunks of a PNG up to IEND, each one's checksum checked.
 *
 * @throws PictureFault if it ends early or a checksum is wrong.
 */
export function* pngChunks(
  bytes: Uint8Array<ArrayBuffer>,
  crc32: (bytes: Uint8Array) => number = crc32Here,
): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = SIGNATURE.length; ;) {
    if (at + 12 > bytes.length) damaged('the file ends before its IEND')
    const length = view.getUint32(at)
    const end = at + 12 + length
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (end > bytes.length) damaged(`the file ends within its chunk ${printable(name)}`)
    if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4))
      damaged(`the checksum of its chunk ${printable(name)} is wrong`)
    yield { name, data: bytes.subarray(at + 8, end - 4) }
    if (name === 'IEND') return
    at = end
  }
}

/** A chunk's name, whatever it is made of. */
export function printable(name: string): string {
  return name.replace(/[^A-Za-z]/g, '?')
}
