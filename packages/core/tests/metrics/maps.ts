import type { LabelMap } from '../../src/index.js'

/** A label map of digits, one string a row. */
export const map = (...rows: string[]): LabelMap => ({
  data: Uint8Array.from(rows.join(''), Number),
  height: rows.length,
  width: rows[0]?.length ?? 0,
})
