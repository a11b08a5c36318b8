/** A palette's numbers in segments (DICOM PS3.3 C.7.9.2): as they are, along a line, or as others before. */
const DISCRETE = 0
const LINEAR = 1
const INDIRECT = 2

/**
 * The numbers that segments stand for, `length` of them.
 *
 * @param entries Bytes, or words, as the palette's descriptor says.
 * @throws RangeError unless they are well formed and make `length` numbers.
 */
export function expandSegments(entries: Uint8Array | Uint16Array, length: number): Uint16Array {
  const result = new Uint16Array(length)
  const filled = expand(entries, result, { at: 0, filled: 0, most: Infinity, within: false })
  if (filled !== length) throw new RangeError('length')
  return result
}

interface Place {
  readonly at: number
  readonly filled: number
  /** Segments that are read at most. */
  readonly most: number
  /** Whether an indirect segment asks for them. */
  readonly within: boolean
}

/** Writes what segments stand for from `filled` on, and tells how far it came. */
function expand(
  entries: Uint8Array | Uint16Array,
  result: Uint16Array,
  { at: start, filled: from, most, within }: Place,
): number {
  let at = start
  let filled = from
  const next = (): number => entries[at++] ?? failRange()
  const put = (value: number): void => {
    if (filled >= result.length) failRange()
    result[filled++] = value
  }
  // one more may be there as padding
  for (let count = 0; count < most && at + 1 < entries.length && filled < result.length; count++) {
    const [kind, length] = [next(), next()]
    if (kind === DISCRETE) for (let i = 0; i < length; i++) put(next())
    else if (kind === LINEAR) {
      const [first, last] = [result[filled - 1] ?? failRange(), next()]
      for (let i = 1; i <= length; i++) put(Math.round(first + ((last - first) * i) / length))
    } else if (kind === INDIRECT && !within) {
      const place = offsetOf(entries, next)
      filled = expand(entries, result, { at: place, filled, most: length, within: true })
    } else failRange()
  }
  return filled
}

/** Where an indirect segment finds the first of those that it repeats: its bytes, the lower half first. */
function offsetOf(entries: Uint8Array | Uint16Array, next: () => number): number {
  if (entries instanceof Uint16Array) return (next() + 65536 * next()) / 2
  return next() + 256 * next() + 65536 * next() + 16777216 * next()
}

function failRange(): never {
  throw new RangeError('segments')
}
