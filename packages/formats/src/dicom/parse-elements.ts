import dicomParser, { type DataSet, type ParseDicomOptions } from 'dicom-parser'
import { fileBytes } from './elements.js'

/** Types of 64 bits (DICOM PS3.5, 6.2), whose length has four bytes: dicom-parser 1.8 takes it for two. */
const UNKNOWN: ReadonlySet<string> = new Set(['OV', 'SV', 'UV'])

/** As many of them are read in a file: each takes a look at all. */
const MOST = 64

/** A header of an element is 8 bytes at least: fewer at a file's end are padding. */
const LEAST = 8

/**
 * The elements of a file by dicom-parser, also where some are of a type that it does not know, as the extended
 * offset table is, or where less than an element follows the last one.
 *
 * @throws whatever dicom-parser throws, which holds the whole file.
 */
export function parseElements(bytes: Uint8Array, options: ParseDicomOptions): DataSet {
  let own = bytes
  let copied = false
  for (let tries = 0; tries < MOST; tries++) {
    const { data, error } = attempt(own, options)
    if (data?.byteArray !== own) return data && error === undefined ? data : rethrow(error)
    const places = Object.values(data.elements)
      .filter(({ vr = '' }) => UNKNOWN.has(vr))
      .map(({ dataOffset }) => dataOffset)
    if (places.length > 0) {
      if (!copied) own = new Uint8Array(own)
      copied = true
      // as one of type UN, whose length stands at the same place; what follows the first was misread
      own.set([0x55, 0x4e], Math.min(...places) - 4)
    } else if (error === undefined) return data
    else own = own.subarray(0, endOf(data) ?? rethrow(error))
  }
  throw new RangeError('elements')
}

function rethrow(error: unknown): never {
  throw error
}

function attempt(
  bytes: Uint8Array,
  options: ParseDicomOptions,
): { data?: DataSet | undefined; error?: unknown } {
  try {
    return { data: dicomParser.parseDicom(bytes, options) }
  } catch (error) {
    const { dataSet } = error as { dataSet?: DataSet }
    return { data: dataSet, error }
  }
}

/** Where the elements end that were read, if nothing but padding follows. */
function endOf(data: DataSet): number | undefined {
  let end = 0
  for (const { dataOffset, length: own } of Object.values(data.elements))
    end = Math.max(end, dataOffset + own)
  const { length } = fileBytes(data)
  return end > 0 && end < length && length - end < LEAST ? end : undefined
}
