import { fail } from '../support/errors.js'

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/**
 * IEEE 754 half precision, rounded to nearest, ties to even.
 *
 * @param name What the values belong to, for the error.
 * @throws SpadError if a value is NaN or its half would be infinite (|value| ≥ 65520).
 */
export function toFloat16(values: Float32Array, name: string): Uint16Array {
  return Uint16Array.from(values, (value) => {
    if (!(Math.abs(value) < 65520))
      fail(
        'core',
        `\`${name}\` holds ${value}: float16 ends at 65504. Save it as float32, or look for what made it so large.`,
      )
    return half(value)
  })
}

function half(value: number): number {
  float[0] = value
  const word = bits[0]!
  const sign = (word >>> 16) & 0x8000
  const exponent = ((word >>> 23) & 0xff) - 127 + 15
  const mantissa = word & 0x7fffff
  // below the smallest normal half, steps are 2⁻²⁴; the scaling is exact
  if (exponent <= 0) return sign | roundToEven(Math.abs(value) * 2 ** 24)
  // a mantissa that rounds up to 1024 carries into the exponent, as it should
  return sign | ((exponent << 10) + roundToEven(mantissa / 2 ** 13))
}

function roundToEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below
}
