import type { DataSet } from 'dicom-parser'
import { failFile, guarded } from '../file-error.js'
import { valueBytes } from './elements.js'
import { expandSegments } from './segmented-palette.js'

/** A table of DICOM: values for stored numbers from `first` on; below and above, its ends. */
export interface LookupTable {
  readonly first: number
  readonly values: Uint16Array
}

/** A table by its descriptor and data elements (DICOM PS3.3 C.7.6.3.1.5 and C.11.1.1). */
export function lookupTable(
  name: string,
  data: DataSet,
  tags: { readonly descriptor: string; readonly data: string },
  signed: boolean,
  littleEndian: boolean,
): LookupTable {
  const count = data.uint16(tags.descriptor, 0)
  const first = signed ? data.int16(tags.descriptor, 1) : data.uint16(tags.descriptor, 1)
  const bits = data.uint16(tags.descriptor, 2)
  const bytes = valueBytes(data, tags.data)
  if (count === undefined || first === undefined || !bytes)
    return failFile(name, 'has an incomplete lookup table.')
  const length = count === 0 ? 65536 : count
  if (SEGMENTED.has(tags.data)) {
    const entries = bits === 8 ? bytes : words(bytes, bytes.length >> 1, littleEndian)
    const problem = 'has a segmented palette that is damaged or cut short: fetch it anew.'
    return { first, values: guarded(name, problem, () => expandSegments(entries, length)) }
  }
  const narrow = bits === 8 && bytes.length < 2 * length
  if (bytes.length < length * (narrow ? 1 : 2))
    failFile(name, 'has a lookup table that is cut short.')
  const values = narrow
    ? Uint16Array.from(bytes.subarray(0, length))
    : words(bytes, length, littleEndian)
  return { first, values }
}

/** Segmented palettes' data. */
const SEGMENTED: ReadonlySet<string> = new Set(['x00281221', 'x00281222', 'x00281223'])

function words(bytes: Uint8Array, count: number, littleEndian: boolean): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint16Array.from({ length: count }, (_, i) => view.getUint16(2 * i, littleEndian))
}

/** Stored numbers through tables, side by side in the result. */
export function lookUp(
  stored: ArrayLike<number>,
  tables: readonly LookupTable[],
): Uint16Array<ArrayBuffer> {
  const channels = tables.length
  const result = new Uint16Array(stored.length * channels)
  tables.forEach(({ first, values }, channel) => {
    const last = values.length - 1
    for (let i = 0; i < stored.length; i++)
      result[i * channels + channel] =
        values[Math.min(last, Math.max(0, (stored[i] ?? 0) - first))] ?? 0
  })
  return result
}
