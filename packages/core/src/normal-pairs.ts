import { exactLog } from './exact-math.js'

/** What makes a pair of normal numbers of a point in the unit circle, by its squared radius. */
export function polarScale(square: number): number {
  return Math.sqrt((-2 * exactLog(square)) / square)
}

/** So many points are drawn, then made to numbers: the branch that nobody can foresee has a loop of its own. */
const BLOCK = 256
const [xs, ys, squares] = [
  new Float64Array(BLOCK),
  new Float64Array(BLOCK),
  new Float64Array(BLOCK),
]

/**
 * Fills an array of even length with pairs of normal numbers by the polar method, from a xoroshiro128+ that
 * stands at `state`, and returns where it stands then.
 *
 * The generator is written out, since its state in variables of the loop halves the time of all.
 * Source: Blackman and Vigna 2018, "Scrambled linear pseudorandom number generators", in 32-bit words.
 */
export function fillPairs(
  values: Float32Array | Float64Array,
  state: readonly number[],
): [number, number, number, number] {
  let [s01 = 0, s00 = 0, s11 = 0, s10 = 0] = state
  for (let i = 0; i < values.length;) {
    const wanted = Math.min(BLOCK, (values.length - i) / 2)
    for (let n = 0; n < wanted;) {
      const x = ((s00 + s10) | 0) / 2 ** 31
      const [a0, a1] = [s10 ^ s00, s11 ^ s01]
      const t00 = (s00 << 24) ^ (s01 >>> 8) ^ a0 ^ (a0 << 16)
      const t01 = (s01 << 24) ^ (s00 >>> 8) ^ a1 ^ ((a1 << 16) | (a0 >>> 16))
      const [t10, t11] = [(a1 << 5) ^ (a0 >>> 27), (a0 << 5) ^ (a1 >>> 27)]
      const y = ((t00 + t10) | 0) / 2 ** 31
      const [b0, b1] = [t10 ^ t00, t11 ^ t01]
      s00 = (t00 << 24) ^ (t01 >>> 8) ^ b0 ^ (b0 << 16)
      s01 = (t01 << 24) ^ (t00 >>> 8) ^ b1 ^ ((b1 << 16) | (b0 >>> 16))
      s10 = (b1 << 5) ^ (b0 >>> 27)
      s11 = (b0 << 5) ^ (b1 >>> 27)
      const square = x * x + y * y
      xs[n] = x
      ys[n] = y
      squares[n] = square
      n += Number(square < 1 && square !== 0)
    }
    for (let n = 0; n < wanted; n++, i += 2) {
      const scale = polarScale(squares[n] ?? 0)
      values[i] = (xs[n] ?? 0) * scale
      values[i + 1] = (ys[n] ?? 0) * scale
    }
  }
  return [s01, s00, s11, s10]
}
