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
