import { exifOrientation } from '@spad/formats'

/** The orientation that a PNG's `eXIf` chunk says, where it stands before the pixels; 1 elsewhere. */
export function pngOrientation(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (name === 'eXIf') return exifOrientation(bytes.subarray(at + 8, at + 8 + view.getUint32(at)))
    if (name === 'IDAT') return 1
  }
  return 1
}
