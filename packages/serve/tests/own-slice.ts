/** Stands in the patient's name of each slice; it must go nowhere. */
export const SECRET = 'Geheimnis'

type Element = readonly [tag: number, vr: string, value: Uint8Array]

/** A CT slice of 12 × 10 pixels, at `index` × 3 mm, of a series of study 1.2.3. */
export function ownSlice(index: number, series = '1.2.3.9'): Uint8Array {
  const pixels = Int16Array.from({ length: 120 }, (_, i) => ((i * 37 + index * 11) % 500) - 100)
  const all: readonly Element[] = [
    [0x00020010, 'UI', text('1.2.840.10008.1.2.1', '\0')],
    [0x00080016, 'UI', text('1.2.840.10008.5.1.4.1.1.2', '\0')],
    [0x00080018, 'UI', text(`${series}.${index + 1}`, '\0')],
    [0x00080060, 'CS', text('CT')],
    [0x00100010, 'PN', text(SECRET)],
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
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), ...all.map(encoded)])
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

/** Text of an even length. */
function text(content: string, filler = ' '): Uint8Array {
  return Buffer.from(content.length % 2 === 0 ? content : content + filler, 'latin1')
}

function short(value: number): Uint8Array {
  return Uint8Array.of(value & 255, value >> 8)
}
