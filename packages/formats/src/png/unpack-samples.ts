/** A row of big-endian samples, packed to its first byte: where it begins and what it holds. */
export interface PackedRow {
  readonly from: number
  /** 1, 2, 4, 8 or 16. */
  readonly bits: number
  readonly pixels: number
  readonly samples: number
}

/** Writes a row's samples to `data` from `to` on; a pixel's first sample every `step` places. */
export function unpackSamples(
  bytes: Uint8Array,
  { from, bits, pixels, samples }: PackedRow,
  data: Uint8Array | Uint16Array,
  to: number,
  step: number,
): void {
  if (bits === 8 && step === samples) {
    data.set(bytes.subarray(from, from + pixels * samples), to)
    return
  }
  const mask = (1 << bits) - 1
  for (let x = 0; x < pixels; x++)
    for (let s = 0; s < samples; s++) {
      const i = x * samples + s
      let value: number
      if (bits === 8) value = bytes[from + i]!
      else if (bits === 16) value = (bytes[from + 2 * i]! << 8) | bytes[from + 2 * i + 1]!
      else {
        const bit = i * bits
        value = (bytes[from + (bit >> 3)]! >> (8 - bits - (bit & 7))) & mask
      }
      data[to + x * step + s] = value
    }
}
