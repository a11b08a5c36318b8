import { type Element, encodeElements, longs, shorts, text } from '../src/seg/element-writer.js'

export interface Encapsulated {
  readonly syntax: string
  readonly columns: number
  readonly rows: number
  readonly bits: number
  readonly frames: readonly Uint8Array[]
  /** @default 1 */
  readonly samples?: 1 | 3
  /** @default MONOCHROME2, RGB of three samples */
  readonly photometric?: string
  /** @default false */
  readonly signed?: boolean
  /** Elements behind those of the image, in the order of their tags. */
  readonly more?: readonly Element[]
}

/** A DICOM file of compressed frames, each a fragment. */
export function encapsulated({
  syntax,
  columns,
  rows,
  bits,
  frames,
  samples = 1,
  photometric = samples === 1 ? 'MONOCHROME2' : 'RGB',
  signed = false,
  more = [],
}: Encapsulated): Uint8Array {
  const meta = encodeElements([text(0x00020010, 'UI', syntax)])
  const body = encodeElements([
    text(0x0020000e, 'UI', '1.2.3.9'),
    shorts(0x00280002, samples),
    text(0x00280004, 'CS', photometric),
    text(0x00280008, 'IS', String(frames.length)),
    shorts(0x00280010, rows),
    shorts(0x00280011, columns),
    shorts(0x00280100, bits > 8 ? 16 : 8),
    shorts(0x00280101, bits),
    shorts(0x00280102, bits - 1),
    shorts(0x00280103, signed ? 1 : 0),
    ...more,
  ])
  const pixels = [0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 255, 255, 255, 255]
  return new Uint8Array([
    ...new Uint8Array(128),
    ...new TextEncoder().encode('DICM'),
    ...encodeElements([longs(0x00020000, meta.length)]),
    ...meta,
    ...body,
    ...pixels,
    ...item(new Uint8Array(0)),
    ...frames.flatMap((frame) => [...item(frame)]),
    ...[0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0],
  ])
}

function item(value: Uint8Array): Uint8Array {
  const even = value.length + (value.length % 2)
  const result = new Uint8Array(8 + even)
  new DataView(result.buffer).setUint32(0, 0xe000fffe, true)
  new DataView(result.buffer).setUint32(4, even, true)
  result.set(value, 8)
  return result
}
