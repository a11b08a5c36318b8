import { triangleTaps } from './resize.js'
import { resizedRows, tapped } from './resized-rows.js'
import { holdRows } from './held-rows.js'
import type { RowSource } from './row-source.js'

/** Resizes rows as they come, from the first on. Each call gives the rows that are complete with it. */
export function risingResizer(
  { height: inputs, width, channels }: Omit<RowSource, 'rows'>,
  size: { readonly height: number; readonly width: number },
): (rows: Float32Array) => Float32Array {
  if (inputs === size.height && width === size.width) return (rows) => rows
  const taps = triangleTaps(inputs, size.height)
  const held = holdRows(width * channels)
  const source = {
    ...{ height: inputs, width, channels },
    rows: (from: number, to: number): Float32Array =>
      held.data.subarray(
        (from - held.from) * width * channels,
        (to - held.from) * width * channels,
      ),
  }
  const resized = resizedRows(source, size.height, size.width)
  let next = 0
  return (rows) => {
    held.add(rows)
    const from = next
    while (next < size.height && tapped(taps, next, next + 1)[1] <= held.to) next++
    if (next === from) return new Float32Array(0)
    const made = resized.rows(from, next)
    held.drop(next < size.height ? taps.first[next]! : inputs)
    return made
  }
}
