import type { Raster } from '../contracts/sample.js'
import { type Cell, cellsOf, enlargeBands } from './enlarged-labels.js'
import { holdRows } from './held-rows.js'
import { triangleTaps } from './resize.js'

/**
 * `enlargedLabels` of probabilities whose rows come some at a time: each call gives the labels that are complete
 * with it.
 *
 * @param shape That of the probabilities, no side of which is larger than `size`'s.
 */
export function risingEnlargedLabels(
  shape: Omit<Raster, 'data'>,
  size: { readonly height: number; readonly width: number },
): (rows: Float32Array) => Uint8Array {
  const { width, channels } = shape
  const taps = {
    rows: triangleTaps(shape.height, size.height),
    columns: triangleTaps(width, size.width),
  }
  const bands = cellsOf(taps.rows)
  const held = holdRows(width * channels)
  let next = 0
  return (rows) => {
    held.add(rows)
    const start = next
    while (next < bands.length && endOf(bands[next]) <= held.to) next++
    const slab = { data: held.data, width, channels, base: held.from }
    const few = bands.slice(start, next)
    const top = few[0]?.from ?? 0
    const labels = new Uint8Array(((few.at(-1)?.to ?? top) - top) * size.width)
    enlargeBands(slab, few, taps, { labels, top })
    held.drop(bands[next]?.first ?? shape.height)
    return labels
  }
}

function endOf(cell?: Cell): number {
  return cell ? cell.first + cell.count : 0
}
