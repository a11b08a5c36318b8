/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A file with a few bytes changed, a run overwritten, cut out or doubled, or its end missing. */
export function mutated(bytes: Uint8Array, random: () => number): Uint8Array {
  const whole = (limit: number) => Math.floor(random() * limit)
  // half of them where headers are
  const place = () => whole(random() < 0.5 ? Math.min(bytes.length, 1200) : bytes.length)
  const kind = whole(6)
  const result = bytes.slice()
  const start = place()
  const end = Math.min(bytes.length, start + 1 + whole(64))
  if (kind === 0) return bytes.slice(0, start)
  if (kind === 1) result.fill([0, 255, 127, 128][whole(4)]!, start, end)
  else if (kind === 2) return joined(bytes.subarray(0, start), bytes.subarray(end))
  else if (kind === 3) return joined(bytes.subarray(0, end), bytes.subarray(start))
  else for (let i = whole(8); i >= 0; i--) result[place()] = whole(256)
  return result
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const result = new Uint8Array(a.length + b.length)
  result.set(a)
  result.set(b, a.length)
  return result
}
