/**
 * `exp`, `ln` and `sin` by exactly rounded operations (`+ − × ÷`), so that they give the same bits on every
 * engine; `Math.exp` and `Math.sin` need not. Correct to about 1e-12, relative or absolute.
 */

const HALF_PI = 1.5707963267948966 // written out, or every page would pay for it

/** sin of an angle in radians; meant for angles below a million or so. */
export function exactSin(angle: number): number {
  const quarter = Math.round(angle / HALF_PI)
  const r = angle - quarter * HALF_PI
  const value = quarter & 1 ? cosSeries(r * r) : r * sinSeries(r * r)
  return quarter & 2 ? -value : value
}

/** cos of an angle in radians; meant for angles below a million or so. */
export function exactCos(angle: number): number {
  return exactSin(angle + HALF_PI)
}

/** e to the power of `value`; 0 below −700, and `value` must not exceed 700. */
export function exactExp(value: number): number {
  if (value < -700) return 0
  const halvings = Math.round(value / Math.LN2)
  const r = value - halvings * Math.LN2
  // Taylor, |r| ≤ ln 2 / 2: the first term left out is below 1e-14
  let sum = 1
  for (let n = 11; n > 0; n--) sum = 1 + (sum * r) / n
  return sum * powerOfTwo(halvings)
}

/**
 * ln of a positive normal number: `x = m · 2ᵉ` with `m ∈ [√½, √2)`, `ln m = 2 artanh((m − 1) / (m + 1))`, the
 * series cut at 10⁻¹³. No branch that nobody can foresee, nor words of a number written one by one: both halt a processor.
 */
export function exactLog(value: number): number {
  float[0] = value
  const biased = words[1]! >>> 20
  const half = value * (scales[biased] ||= 2 ** (1022 - biased))
  const low = Number(half < Math.SQRT1_2)
  const mantissa = half * (1 + low)
  const r = (mantissa - 1) / (mantissa + 1)
  const s = r * r
  const tail = s * (1 / 7 + s * (1 / 9 + s * (1 / 11 + s * (1 / 13 + s * (1 / 15 + s * (1 / 17))))))
  return 2 * r * (1 + s * (1 / 3 + s * (1 / 5 + tail))) + (biased - 1022 - low) * Math.LN2
}

/** sin √s / √s for |√s| ≤ π / 4. */
function sinSeries(s: number): number {
  return (
    1 - (s / 6) * (1 - (s / 20) * (1 - (s / 42) * (1 - (s / 72) * (1 - (s / 110) * (1 - s / 156)))))
  )
}

/** cos √s for |√s| ≤ π / 4. */
function cosSeries(s: number): number {
  return (
    1 - (s / 2) * (1 - (s / 12) * (1 - (s / 30) * (1 - (s / 56) * (1 - (s / 90) * (1 - s / 132)))))
  )
}

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)

/** 2ⁿ for −1022 ≤ n ≤ 1023, written straight into the exponent's bits. */
function powerOfTwo(n: number): number {
  words[0] = 0
  words[1] = (n + 1023) << 20
  return float[0]!
}

/** What brings a number to [½, 1), by the bits of its exponent, once it was needed. */
const scales = new Float64Array(2047)
