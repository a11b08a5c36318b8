import type { DataSet } from 'dicom-parser'
import { failFile } from '../file-error.js'

/** The numbers of a decimal or integer string, none if it is missing, empty or broken. */
export function decimals(data: DataSet | undefined, tag: string): number[] {
  const text = data?.string(tag)?.trim() ?? ''
  const parts = text === '' ? [] : text.split('\\').map((part) => part.trim())
  return isText(data, tag) && parts.every(isDecimal) ? parts.map(Number) : []
}

export const decimal = (data: DataSet | undefined, tag: string): number | undefined =>
  decimals(data, tag)[0]

/** An element whose numbers decide what is read, so that a broken one is no missing one. */
export interface Wanted {
  /** The file's name. */
  readonly name: string
  readonly tag: string
  /** What the standard calls it. */
  readonly called: string
  readonly count: number
}

/**
 * `count` decimals, or undefined where the element is missing or empty.
 *
 * @throws SpadError if it holds anything else.
 */
export function exactly(
  data: DataSet | undefined,
  { name, tag, called, count }: Wanted,
): number[] | undefined {
  if (!data || isEmpty(data, tag)) return undefined
  const parts = (data.string(tag) ?? '').split('\\').map((part) => part.trim())
  if (parts.length !== count || !isText(data, tag) || !parts.every(isDecimal))
    return failFile(
      name,
      `has \`${called}\` that is not ${count === 1 ? 'a number' : `${count} numbers`}: mend it, it is not guessed.`,
    )
  return parts.map(Number)
}

/** DICOM PS3.5 6.2, DS and IS; what it makes must be finite too. */
function isDecimal(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text))
}

/** Whether it is missing, or filled with nothing but what pads a text. */
export function isEmpty(data: DataSet, tag: string): boolean {
  return valueBytes(data, tag)?.every((byte) => byte === 0x20 || byte === 0) ?? true
}

/** An explicit file may say that the bytes are numbers, whose text would be something else, or nothing. */
function isText(data: DataSet | undefined, tag: string): boolean {
  const { vr } = data?.elements[tag] ?? {}
  return vr === undefined || !/^([FSU][LSDV]|O.|SQ|AT)$/.test(vr)
}

/**
 * A whole number of 16 bits, or undefined where the element is missing or empty.
 *
 * @throws SpadError if it is of another type or length.
 */
export function short(
  { name, data }: { readonly name: string; readonly data: DataSet },
  tag: string,
  called: string,
): number | undefined {
  const element = data.elements[tag]
  if (!element?.length) return undefined
  // an explicit file says the type of each element
  if (element.length !== 2 || (element.vr !== undefined && !SHORTS.has(element.vr)))
    return failFile(name, `has \`${called}\` that is not one whole number of 16 bits: mend it.`)
  return data.uint16(tag)
}

const SHORTS: ReadonlySet<string> = new Set(['US', 'SS', 'UN'])

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
