import { joined } from '../dicom/inflate-now.js'

/** An element to be written: its tag, such as 0x00100010, its type and its value. */
export type Element =
  | { readonly tag: number; readonly vr: 'SQ'; readonly items: readonly (readonly Element[])[] }
  | { readonly tag: number; readonly vr: string; readonly bytes: Uint8Array }

// those whose length takes four bytes
const LONG = new Set(['OB', 'OW', 'SQ', 'UT', 'UN'])

/** Elements in explicit little endian, sorted by tag (DICOM PS3.5, section 7). */
export function encodeElements(elements: readonly Element[]): Uint8Array<ArrayBuffer> {
  const sorted = [...elements].sort((a, b) => a.tag - b.tag)
  return joined(sorted.flatMap(encode))
}

function encode(element: Element): Uint8Array[] {
  const value = 'items' in element ? joined(element.items.flatMap(encodeItem)) : even(element)
  const long = LONG.has(element.vr)
  const head = new Uint8Array(long ? 12 : 8)
  const view = new DataView(head.buffer)
  writeTag(view, element.tag)
  head.set([element.vr.charCodeAt(0), element.vr.charCodeAt(1)], 4)
  if (long) view.setUint32(8, value.length, true)
  else view.setUint16(6, value.length, true)
  return [head, value]
}

function encodeItem(item: readonly Element[]): Uint8Array[] {
  const value = encodeElements(item)
  const head = new Uint8Array(8)
  const view = new DataView(head.buffer)
  writeTag(view, 0xfffee000)
  view.setUint32(4, value.length, true)
  return [head, value]
}

function writeTag(view: DataView, tag: number): void {
  view.setUint16(0, tag >>> 16, true)
  view.setUint16(2, tag & 0xffff, true)
}

function even({ vr, bytes }: { vr: string; bytes: Uint8Array }): Uint8Array {
  if (bytes.length % 2 === 0) return bytes
  const padded = new Uint8Array(bytes.length + 1)
  padded.set(bytes)
  padded[bytes.length] = ['UI', 'OB', 'OW', 'UN'].includes(vr) ? 0 : 32
  return padded
}

const ascii = new TextEncoder()

/** A text of letters that every file may hold; several values are joined. */
export const text = (tag: number, vr: string, ...values: readonly string[]): Element => ({
  tag,
  vr,
  bytes: ascii.encode(values.join('\\')),
})

export const raw = (tag: number, vr: string, bytes: Uint8Array): Element => ({ tag, vr, bytes })

export function shorts(tag: number, ...values: readonly number[]): Element {
  return { tag, vr: 'US', bytes: new Uint8Array(new Uint16Array(values).buffer) }
}

export function longs(tag: number, ...values: readonly number[]): Element {
  return { tag, vr: 'UL', bytes: new Uint8Array(new Uint32Array(values).buffer) }
}

/** A reference to another element. */
export const pointer = (tag: number, target: number): Element => ({
  tag,
  vr: 'AT',
  bytes: new Uint8Array(new Uint16Array([target >>> 16, target & 0xffff]).buffer),
})

export const sequence = (tag: number, ...items: readonly (readonly Element[])[]): Element => ({
  tag,
  vr: 'SQ',
  items,
})

export const decimalText = (tag: number, ...values: readonly number[]): Element =>
  text(tag, 'DS', ...values.map(decimalString))

/** A number in 16 letters at most, as exact as they allow. */
function decimalString(value: number): string {
  for (let digits = 17; digits > 0; digits--) {
    const written = String(Number(value.toPrecision(digits)))
    if (written.length <= 16) return written
  }
  return '0'
}
