/** Numbers from IEEE 754 half precision; exact. */
export function fromFloat16(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, float16Value)
}

/** What 16 bits of half precision stand for. */
export function float16Value(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const mantissa = half & 0x3ff
  if (exponent === 0) return sign * mantissa * 2 ** -24
  if (exponent === 31) return mantissa ? NaN : sign * Infinity
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}
