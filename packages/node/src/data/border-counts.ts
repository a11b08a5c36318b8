/** Counts the values along the edges of a map, into `counts`; those above its length are left out. */
export function borderCounts(
  { data, height, width }: { data: Uint8Array | Uint16Array; height: number; width: number },
  counts: Float64Array,
): void {
  const add = (at: number): void => {
    const value = data[at]!
    if (value < counts.length) counts[value]! += 1
  }
  for (let x = 0; x < width; x++) {
    add(x)
    add((height - 1) * width + x)
  }
  for (let y = 1; y < height - 1; y++) {
    add(y * width)
    add(y * width + width - 1)
  }
}
