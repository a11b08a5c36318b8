import type { Raster } from '../contracts/sample.js'

/** A picture that is made a few rows at a time, so that no more of it has to be held. */
export interface RowSource {
  readonly height: number
  readonly width: number
  readonly channels: number
  /** The rows from `from` to before `to`. */
  readonly rows: (from: number, to: number) => Float32Array
}

/** A picture that is there, row by row: views of it. */
export function rowsOf({ data, height, width, channels }: Raster): RowSource {
  const length = width * channels
  return {
    ...{ height, width, channels },
    rows: (from, to) => data.subarray(from * length, to * length),
  }
}

/** Some rows of a source as a picture; what was asked for the last time is not made again. */
export function slabsOf(source: RowSource): (from: number, to: number) => Raster {
  const { width, channels } = source
  const length = width * channels
  let first = 0
  let held: Raster = { data: new Float32Array(0), height: 0, width, channels }
  return (from, to) => {
    const end = first + held.height
    if (from === first && to === end) return held
    const data = new Float32Array((to - from) * length)
    // windows go down: what they share with those before stands at the end of what is held
    const shared = from >= first && from < end ? Math.min(end, to) : from
    data.set(held.data.subarray((from - first) * length, (shared - first) * length))
    if (to > shared) data.set(source.rows(shared, to), (shared - from) * length)
    first = from
    held = { data, height: to - from, width, channels }
    return held
  }
}

/** Rows that came and are still needed. */
export interface HeldRows {
  /** The first that is held. */
  readonly from: number
  /** Before which the held ones end. */
  readonly to: number
  readonly data: Float32Array
  /** Takes more of them, which follow those that are held. */
  add(rows: Float32Array): void
  /** Forgets those before `row`. */
  drop(row: number): void
}

/** @param length Values of a row. */
export function holdRows(length: number): HeldRows {
  let from = 0
  let data: Float32Array = new Float32Array(0)
  return {
    get from() {
      return from
    },
    get to() {
      return from + data.length / length
    },
    get data() {
      return data
    },
    add(rows) {
      if (data.length === 0) data = rows
      else {
        const all = new Float32Array(data.length + rows.length)
        all.set(data)
        all.set(rows, data.length)
        data = all
      }
    },
    drop(row) {
      if (row <= from) return
      data = data.slice((row - from) * length)
      from = row
    },
  }
}
