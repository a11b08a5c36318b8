import { levelled, levelsOf } from './preprocess.js'
import type { RowSource } from './row-source.js'

/** Rows that are looked at together. */
const ROWS = 64

/** `normalize` of a picture that is made a few rows at a time, to the bit: it is made once more to find its levels. */
export function normalizedRows(image: RowSource): RowSource {
  const levels = levelsOf(image.channels, pieces(image))
  return { ...image, rows: (from, to) => levelled(image.rows(from, to), levels) }
}

function* pieces({ height, rows }: RowSource): Generator<Float32Array> {
  for (let from = 0; from < height; from += ROWS) yield rows(from, Math.min(height, from + ROWS))
}
