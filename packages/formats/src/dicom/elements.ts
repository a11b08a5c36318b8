import type { DataSet } from 'dicom-parser'

/** The numbers of a decimal or integer string, none if it is missing, empty or broken. */
export function decimals(data: DataSet | undefined, tag: string): number[] {
  const text = data?.string(tag)?.trim() ?? ''
  const values = text === '' ? [] : text.split('\\').map(Number)
  return values.every(Number.isFinite) ? values : []
}

export const decimal = (data: DataSet | undefined, tag: string): number | undefined =>
  decimals(data, tag)[0]

/** `count` decimals, or undefined. */
export function exactly(
  data: DataSet | undefined,
  tag: string,
  count: number,
): number[] | undefined {
  const values = decimals(data, tag)
  return values.length === count ? values : undefined
}

/** The items of a sequence. */
export const itemsOf = (data: DataSet | undefined, tag: string): DataSet[] =>
  (data?.elements[tag]?.items ?? []).flatMap(({ dataSet }) => (dataSet ? [dataSet] : []))

export const firstItem = (data: DataSet | undefined, tag: string): DataSet | undefined =>
  itemsOf(data, tag)[0]

/** A code string if it is one of those that are known, so that nothing else of a file can pass. */
export function known(data: DataSet, tag: string, values: ReadonlySet<string>): string | undefined {
  const text = data.string(tag)?.trim()
  return text !== undefined && values.has(text) ? text : undefined
}

/** The bytes of the file. */
export const fileBytes = (data: DataSet): Uint8Array => data.byteArray as Uint8Array

/** The bytes of an element's value. */
export function valueBytes(data: DataSet, tag: string): Uint8Array | undefined {
  const element = data.elements[tag]
  if (!element || element.length < 0) return undefined
  return fileBytes(data).subarray(element.dataOffset, element.dataOffset + element.length)
}
