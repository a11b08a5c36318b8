import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Stands in every text of the slices that may name somebody; it must go nowhere. */
export const SECRET = 'Geheimnis'

type Element = readonly [tag: number, vr: string, value: Uint8Array]

/** Tags that name a patient, a study or who made it, and private ones. */
const NAMING: readonly (readonly [number, string])[] = [
  [0x00080050, 'SH'],
  [0x00080080, 'LO'],
  [0x00080081, 'ST'],
  [0x00080090, 'PN'],
  [0x00081010, 'SH'],
  [0x00081030, 'LO'],
  [0x0008103e, 'LO'],
  [0x00081050, 'PN'],
  [0x00081070, 'PN'],
  [0x00100010, 'PN'],
  [0x00100020, 'LO'],
  [0x00101000, 'LO'],
  [0x00101040, 'LO'],
  [0x00102160, 'SH'],
  [0x00104000, 'LT'],
  [0x00181030, 'LO'],
  [0x00200010, 'SH'],
  [0x00204000, 'LT'],
  [0x00290010, 'LO'],
]

/** One slice of 12 × 10 pixels, 0.8 × 0.9 mm, at `index` × 3 mm, of a series. */
export function ownSlice(
  index: number,
  series = '1.2.3.9',
  changed: readonly Element[] = [],
): Uint8Array {
  const pixels = Int16Array.from({ length: 120 }, (_, i) => ((i * 37 + index * 11) % 500) - 100)
  const all: Element[] = [
    [0x00080016, 'UI', text('1.2.840.10008.5.1.4.1.1.2', '\0')],
    [0x00080018, 'UI', text(`${series}.${index + 1}`, '\0')],
    [0x00080060, 'CS', text('CT')],
    ...NAMING.map(([tag, vr]): Element => [tag, vr, text(SECRET)]),
    [0x0020000d, 'UI', text('1.2.3', '\0')],
    [0x0020000e, 'UI', text(series, '\0')],
    [0x00200032, 'DS', text(`-20\\15\\${33 + 3 * index}`)],
    [0x00200037, 'DS', text('1\\0\\0\\0\\1\\0')],
    [0x00200052, 'UI', text('1.2.3.8', '\0')],
    [0x00280002, 'US', short(1)],
    [0x00280004, 'CS', text('MONOCHROME2')],
    [0x00280010, 'US', short(10)],
    [0x00280011, 'US', short(12)],
    [0x00280030, 'DS', text('0.9\\0.8')],
    [0x00280100, 'US', short(16)],
    [0x00280101, 'US', short(16)],
    [0x00280102, 'US', short(15)],
    [0x00280103, 'US', short(1)],
    [0x7fe00010, 'OW', new Uint8Array(pixels.buffer)],
  ]
  const own = all.filter(([tag]) => !changed.some(([other]) => other === tag))
  const sorted = [...own, ...changed].sort(([a], [b]) => a - b)
  const meta: Element = [0x00020010, 'UI', text('1.2.840.10008.1.2.1', '\0')]
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), ...[meta, ...sorted].map(encoded)])
}

/** Writes a series of slices into a folder, in no order of their names. */
export async function writeSeries(dir: string, slices = 4, series = '1.2.3.9'): Promise<void> {
  await mkdir(dir, { recursive: true })
  for (let index = 0; index < slices; index++)
    await writeFile(join(dir, `${(index * 7 + 3) % 10}.dcm`), ownSlice(index, series))
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
