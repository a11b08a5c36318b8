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
