import type { Level } from '../contracts/sample.js'
import type { RowSource } from './row-source.js'

/** Rows that are looked at together. */
const ROWS = 64

/** `normalize` of a picture that is made a few rows at a time, to the bit: it is made once more to find its levels. */
export function normalizedRows(image: RowSource): RowSource {
  const levels = levelsOf(image)
  return { ...image, rows: (from, to) => levelled(image.rows(from, to), levels) }
}

function levelled(data: Float32Array, levels: readonly Level[]): Float32Array {
  const result = new Float32Array(data.length)
  levels.forEach(({ mean, deviation }, channel) => {
    const scale = deviation > 1e-6 ? 1 / deviation : 0
    for (let i = channel; i < data.length; i += levels.length)
      result[i] = ((data[i] ?? 0) - mean) * scale + 0 // as `normalize`: no −0
  })
  return result
}

/** As `channelLevels`, with the same sums in the same order. */
function levelsOf(image: RowSource): Level[] {
  const { height, width, channels } = image
  const totals = new Float64Array(channels)
  const squares = new Float64Array(channels)
  for (let from = 0; from < height; from += ROWS) {
    const data = image.rows(from, Math.min(height, from + ROWS))
    for (let channel = 0; channel < channels; channel++) {
      let total = totals[channel] ?? 0
      let square = squares[channel] ?? 0
      for (let i = channel; i < data.length; i += channels) {
        const value = data[i] ?? 0
        total += value
        square += value * value
      }
      totals[channel] = total
      squares[channel] = square
    }
  }
  return Array.from(totals, (total, channel) => {
    const mean = total / (height * width)
    const square = (squares[channel] ?? 0) / (height * width)
    return { mean, deviation: Math.sqrt(Math.max(0, square - mean * mean)) }
  })
}
