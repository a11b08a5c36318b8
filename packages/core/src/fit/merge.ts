import type { Merge, Size } from '../contracts/fit.js'

/** A row of the picture: weighted sums of answers, and of the weights. */
interface Row {
  readonly sums: Float32Array
  readonly total: Float32Array
}

/**
 * Sums windows into one picture. Memory: the rows of windows that are not settled, however many windows; the
 * whole picture where nothing is settled.
 */
export function merging(
  weights: Float32Array,
  working: Size,
  network: Size,
  channels: number,
): Merge {
  const { height, width } = working
  const each = new Float32Array(weights.length * channels)
  for (let i = 0; i < each.length; i++) each[i] = weights[Math.floor(i / channels)]!
  const rows: (Row | undefined)[] = []
  const spare: Row[] = []
  let settled = 0
  const rowAt = (y: number): Row =>
    (rows[y] ??= cleared(spare.pop()) ?? {
      sums: new Float32Array(width * channels),
      total: new Float32Array(width),
    })
  const settle = (until: number): Float32Array => {
    const data = new Float32Array(Math.max(0, until - settled) * width * channels)
    for (let at = 0; settled < until; settled++, at += width * channels) {
      const row = rows[settled]
      if (!row) continue
      divide(row, channels, data.subarray(at, at + width * channels))
      spare.push(row)
      rows[settled] = undefined
    }
    return data
  }
  return {
    add({ top, left }, answer) {
      const [firstRow, lastRow] = inside(top, network.height, height)
      const [first, last] = inside(left, network.width, width)
      for (let y = firstRow; y < lastRow; y++) {
        const { sums, total } = rowAt(top + y)
        const from = y * network.width
        for (let x = first; x < last; x++) total[left + x] = total[left + x]! + weights[from + x]!
        // in one run over pixels and classes, which takes half of the time
        const to = left * channels
        const at = from * channels
        for (let i = first * channels; i < last * channels; i++)
          sums[to + i] = sums[to + i]! + each[at + i]! * answer[at + i]!
      }
    },
    settle,
    result() {
      const data = new Float32Array(height * width * channels)
      const length = width * channels
      for (const [y, row] of rows.entries())
        if (row) divide(row, channels, data.subarray(y * length, (y + 1) * length))
      return { data, height, width, channels }
    },
  }
}

function cleared(row: Row | undefined): Row | undefined {
  row?.sums.fill(0)
  row?.total.fill(0)
  return row
}

/** The weighted means of a row; 0 where nothing was added. */
function divide({ sums, total }: Row, channels: number, means: Float32Array): void {
  for (let pixel = 0; pixel < total.length; pixel++) {
    const weight = total[pixel]!
    for (let i = pixel * channels; weight > 0 && i < (pixel + 1) * channels; i++)
      means[i] = sums[i]! / weight
  }
}

/** The window's own rows, or columns, that lie in the picture. */
function inside(start: number, length: number, end: number): [number, number] {
  return [Math.max(0, -start), Math.min(length, end - start)]
}
