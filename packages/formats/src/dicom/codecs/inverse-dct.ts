/** Where the k-th coefficient of a block stands (ISO 10918-1, figure A.6). */
export const ZIGZAG: readonly number[] = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
  13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52,
  45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
]

const COSINES = Float64Array.from({ length: 64 }, (_, index) => {
  const [x, u] = [index >> 3, index & 7]
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16)
})

/** The inverse cosine transform of 8 × 8 numbers, in place (ISO 10918-1 A.3.3). */
export function inverseDct(block: Float64Array): void {
  const half = new Float64Array(64)
  pass(block, half, 1, 8)
  pass(half, block, 8, 1)
}

function pass(from: Float64Array, to: Float64Array, along: number, across: number): void {
  for (let line = 0; line < 8; line++)
    for (let x = 0; x < 8; x++) {
      let sum = 0
      for (let u = 0; u < 8; u++) sum += COSINES[8 * x + u]! * from[line * across + u * along]!
      to[line * across + x * along] = sum
    }
}
