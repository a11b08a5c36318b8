// @ts-check

/**
 * A file with some bytes changed, cut out, doubled, or its end missing.
 *
 * @param {Uint8Array} bytes
 * @param {import('@spad/core').Random} random
 */
export function mutate(bytes, random) {
  let broken = bytes.slice()
  for (let change = 0; change <= random.integer(4); change++) {
    // half of them where headers are
    const range = random.integer(2) === 0 ? Math.min(1200, broken.length) : broken.length
    const at = random.integer(Math.max(1, range))
    const to = Math.min(broken.length, at + 1 + random.integer(32))
    switch (random.integer(6)) {
      case 0:
        broken = broken.slice(0, at)
        break
      case 1:
        broken = joined(broken.subarray(0, at), broken.subarray(to))
        break
      case 2:
        broken = joined(broken.subarray(0, to), broken.subarray(at))
        break
      case 3:
        broken.fill([0, 255, 127, 128][random.integer(4)] ?? 0, at, to)
        break
      default:
        broken[at] = (broken[at] ?? 0) ^ (1 << random.integer(8))
    }
  }
  return broken
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function joined(a, b) {
  const result = new Uint8Array(a.length + b.length)
  result.set(a)
  result.set(b, a.length)
  return result
}
