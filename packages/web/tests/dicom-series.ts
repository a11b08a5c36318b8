import type { Scan } from '@spad/core'

type Element = readonly [tag: number, vr: string, value: Uint8Array, length?: number]

/** A file that a test made. */
export interface MadeFile {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** A grey scan of whole numbers as the files of a CT series of 16 bits, the last slice first. */
export function dicomSeries(scan: Scan, { rle = false } = {}): MadeFile[] {
  const slices = Array.from({ length: scan.grid.size[2] }, (_, slice) => slice).reverse()
  return slices.map((slice) => ({ name: `${slice}.dcm`, bytes: dicomSlice(scan, slice, rle) }))
}

function dicomSlice({ data, grid }: Scan, slice: number, rle: boolean): Uint8Array<ArrayBuffer> {
  const { size, spacing, origin, direction: d } = grid
  const [columns, rows] = size
  const place = origin.map((start, axis) => start + slice * spacing[2] * (d[3 * axis + 2] ?? 0))
  const pixels = Int16Array.from(
    data.subarray(slice * columns * rows, (slice + 1) * columns * rows),
  )
  const bytes = new Uint8Array(pixels.buffer)
  const syntax = rle ? '1.2.840.10008.1.2.5' : '1.2.840.10008.1.2.1'
  const meta = encoded([0x00020010, 'UI', text(syntax, '\0')])
  const length = encoded([0x00020000, 'UL', new Uint8Array(Uint32Array.of(meta.length).buffer)])
  const elements: Element[] = [
    [0x00080016, 'UI', text('1.2.840.10008.5.1.4.1.1.2', '\0')],
    [0x00080018, 'UI', text(`1.2.3.9.${slice + 1}`, '\0')],
    [0x00080060, 'CS', text('CT')],
    [0x0020000d, 'UI', text('1.2.3', '\0')],
    [0x0020000e, 'UI', text('1.2.3.9', '\0')],
    [0x00200032, 'DS', text(place.join('\\'))],
    [0x00200037, 'DS', text([d[0], d[3], d[6], d[1], d[4], d[7]].join('\\'))],
    [0x00200052, 'UI', text('1.2.3.7', '\0')],
    [0x00280002, 'US', short(1)],
    [0x00280004, 'CS', text('MONOCHROME2')],
    [0x00280010, 'US', short(rows)],
    [0x00280011, 'US', short(columns)],
    [0x00280030, 'DS', text(`${spacing[1]}\\${spacing[0]}`)],
    [0x00280100, 'US', short(16)],
    [0x00280101, 'US', short(16)],
    [0x00280102, 'US', short(15)],
    [0x00280103, 'US', short(1)],
    [0x00281050, 'DS', text('128')],
    [0x00281051, 'DS', text('256')],
    rle ? [0x7fe00010, 'OB', encapsulated(runs(bytes)), 0xffffffff] : [0x7fe00010, 'OW', bytes],
  ]
  return joined([new Uint8Array(128), text('DICM'), length, meta, ...elements.map(encoded)])
}

/** RLE of 16 bits, in runs of bytes as they are: DICOM PS3.5, annex G. */
function runs(bytes: Uint8Array): Uint8Array {
  const planes = [1, 0].map((first) => {
    const plane = bytes.filter((_, i) => i % 2 === first)
    const parts: Uint8Array[] = []
    for (let at = 0; at < plane.length; at += 128) {
      const part = plane.subarray(at, at + 128)
      parts.push(Uint8Array.of(part.length - 1), part)
    }
    const run = joined(parts)
    return run.length % 2 === 0 ? run : joined([run, Uint8Array.of(128)])
  })
  const head = new Uint32Array(16)
  head.set([2, 64, 64 + (planes[0]?.length ?? 0)])
  return joined([new Uint8Array(head.buffer), ...planes])
}

/** One frame as a sequence of items, after an empty table of offsets. */
const encapsulated = (frame: Uint8Array): Uint8Array =>
  joined([item(0xe000, 0), item(0xe000, frame.length), frame, item(0xe0dd, 0)])

function item(element: number, length: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8))
  view.setUint16(0, 0xfffe, true)
  view.setUint16(2, element, true)
  view.setUint32(4, length, true)
  return new Uint8Array(view.buffer)
}

function encoded([tag, vr, value, length = value.length]: Element): Uint8Array {
  const long = vr.startsWith('O')
  const view = new DataView(new ArrayBuffer(long ? 12 : 8))
  view.setUint16(0, tag >>> 16, true)
  view.setUint16(2, tag & 0xffff, true)
  view.setUint16(4, vr.charCodeAt(0) + 256 * vr.charCodeAt(1), true)
  if (long) view.setUint32(8, length, true)
  else view.setUint16(6, length, true)
  return joined([new Uint8Array(view.buffer), value])
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const text = (value: string, pad = ' '): Uint8Array =>
  new TextEncoder().encode(value.length % 2 === 0 ? value : value + pad)

const short = (value: number): Uint8Array => new Uint8Array(Uint16Array.of(value).buffer)
