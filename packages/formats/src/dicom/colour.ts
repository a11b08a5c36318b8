/** Colours from planes to side by side. */
export function fromPlanes<Samples extends Uint8Array | Uint16Array>(planes: Samples): Samples {
  const result = planes.slice() as Samples
  const pixels = planes.length / 3
  for (let i = 0; i < pixels; i++)
    for (let channel = 0; channel < 3; channel++)
      result[3 * i + channel] = planes[channel * pixels + i]!
  return result
}

/** YBR_FULL to RGB, 8 bits, in place (DICOM PS3.3 C.7.6.3.1.2). */
export function ybrToRgb(pixels: Uint8Array): void {
  for (let i = 0; i + 2 < pixels.length; i += 3) {
    const y = pixels[i]!
    const cb = pixels[i + 1]! - 128
    const cr = pixels[i + 2]! - 128
    pixels[i] = byte(y + 1.402 * cr)
    pixels[i + 1] = byte(y - ((0.114 * 1.772) / 0.587) * cb - ((0.299 * 1.402) / 0.587) * cr)
    pixels[i + 2] = byte(y + 1.772 * cb)
  }
}

const byte = (value: number): number => Math.min(255, Math.max(0, Math.floor(value + 0.5)))

/** YBR_FULL_422 without compression, Y₁ Y₂ Cb Cr, to three samples for each pixel. */
export function from422(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array((packed.length / 2) * 3)
  for (let from = 0, to = 0; from + 3 < packed.length; from += 4, to += 6) {
    const [first = 0, second = 0, cb = 0, cr = 0] = packed.subarray(from, from + 4)
    result.set([first, cb, cr, second, cb, cr], to)
  }
  return result
}
