/** The tag `Orientation` of an EXIF block, which is a TIFF without pixels: 1 where it says nothing. */
export function exifOrientation(block: Uint8Array): number {
  if (block.length < 8) return 1
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength)
  const little = view.getUint16(0) === 0x4949
  const start = view.getUint32(4, little)
  if (start + 2 > block.length) return 1
  const count = view.getUint16(start, little)
  for (let i = 0, at = start + 2; i < count && at + 12 <= block.length; i++, at += 12)
    if (view.getUint16(at, little) === 0x0112) {
      const value = view.getUint16(at + 8, little)
      return value >= 1 && value <= 8 ? value : 1
    }
  return 1
}
