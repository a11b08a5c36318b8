import type { Scan } from '@spad/core'
import { Buffer } from 'node:buffer'

type Element = readonly [tag: number, vr: string, value: Uint8Array]

/** A grey scan of whole numbers as the files of a CT series, the last slice first. */
export function dicomSeries(scan: Scan): { name: string; mimeType: string; buffer: Buffer }[] {
  const slices = Array.from({ length: scan.grid.size[2] }, (_, slice) => slice).reverse()
  return slices.map((slice) => ({
    name: `${slice}.dcm`,
    mimeType: 'application/dicom',
    buffer: dicomSlice(scan, slice),
  }))
}

/** Explicit little endian, 16 bits signed. */
function dicomSlice({ data, grid }: Scan, slice: number): Buffer {
  const { size, spacing, origin, direction: d } = grid
  const [columns, rows] = size
  const place = origin.map((start, axis) => start + slice * spacing[2] * (d[3 * axis + 2] ?? 0))
  const pixels = Int16Array.from(
    data.subarray(slice * columns * rows, (slice + 1) * columns * rows),
  )
  const elements: Element[] = [
    [0x00020010, 'UI', text('1.2.840.10008.1.2.1', '\0')],
    [0x00080016, 'UI', text('1.2.840.10008.5.1.4.1.1.2', '\0')],
    [0x00080018, 'UI', text(`1.2.3.9.${slice + 1}`, '\0')],
    [0x00080060, 'CS', text('CT')],
    [0x0020000d, 'UI', text('1.2.3', '\0')],
    [0x0020000e, 'UI', text('1.2.3.9', '\0')],
    [0x00200032, 'DS', text(place.join('\\'))],
    [0x00200037, 'DS', text([d[0], d[3], d[6], d[1], d[4], d[7]].join('\\'))],
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
    [0x7fe00010, 'OW', new Uint8Array(pixels.buffer)],
  ]
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), ...elements.map(encoded)])
}

function encoded([tag, vr, value]: Element): Buffer {
  const long = vr === 'OW'
  const head = Buffer.alloc(long ? 12 : 8)
  head.writeUInt16LE(tag >>> 16, 0)
  head.writeUInt16LE(tag & 0xffff, 2)
  head.write(vr, 4, 'latin1')
  if (long) head.writeUInt32LE(value.length, 8)
  else head.writeUInt16LE(value.length, 6)
  return Buffer.concat([head, value])
}

const text = (value: string, pad = ' '): Uint8Array =>
  Buffer.from(value.length % 2 === 0 ? value : value + pad, 'latin1')

const short = (value: number): Uint8Array => new Uint8Array(Uint16Array.of(value).buffer)
