/** A function that multiplies and adds by `f32x4.relaxed_madd`. */
const example = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0],
  ...[65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11],
]

/** Whether this engine has the instructions of relaxed SIMD: Node from 22, Chrome and Edge from 114. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(new Uint8Array(example))
}
