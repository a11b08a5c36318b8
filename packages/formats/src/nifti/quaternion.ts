import { at, columnOf, cross, dot } from '../geometry/affine.js'

/** The rotation of a RAS matrix as NIfTI's qform has it: b, c, d, and −1 where it mirrors. */
export function quaternionOf(affine: readonly number[]): { quaternion: number[]; qfac: 1 | -1 } {
  const axes = [0, 1, 2].map((axis) => unit(columnOf(affine, axis)))
  const [x = [], y = [], z = []] = axes
  const qfac = dot(cross(x, y), z) < 0 ? -1 : 1
  const third = z.map((value) => value * qfac)
  const r = (row: number, column: number) => at([x, y, third][column] ?? [], row)
  const trace = r(0, 0) + r(1, 1) + r(2, 2)
  if (trace > 0) {
    const s = 2 * Math.sqrt(trace + 1)
    const parts = [r(2, 1) - r(1, 2), r(0, 2) - r(2, 0), r(1, 0) - r(0, 1)]
    return { quaternion: parts.map((part) => part / s), qfac }
  }
  const [i = 0] = [0, 1, 2].sort((a, b) => r(b, b) - r(a, a))
  const [j, k] = [(i + 1) % 3, (i + 2) % 3]
  const s = 2 * Math.sqrt(1 + r(i, i) - r(j, j) - r(k, k))
  const a = (r(k, j) - r(j, k)) / s
  const quaternion = [0, 0, 0]
  quaternion[i] = s / 4
  quaternion[j] = (r(j, i) + r(i, j)) / s
  quaternion[k] = (r(k, i) + r(i, k)) / s
  // NIfTI's first part is not negative
  return { quaternion: a < 0 ? quaternion.map((part) => -part) : quaternion, qfac }
}

const unit = (vector: readonly number[]): number[] => {
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}
