import { expect, test } from 'vitest'
import { dicomReader } from '../../src/dicom/dicom-reader.js'
import { findSeries } from '../../src/find-series.js'
import { encodeElements, longs, raw, shorts, text } from '../../src/seg/element-writer.js'
import { type Encapsulated, encapsulated } from '../encapsulated.js'
import { FRAMES } from '../frames.js'

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

const read = (bytes: Uint8Array) => dicomReader.read([{ name: 'a.dcm', bytes }])

const small = (syntax: string, base64: string, more: Partial<Encapsulated> = {}) =>
  read(encapsulated({ syntax, columns: 8, rows: 6, bits: 8, frames: [bytesOf(base64)], ...more }))

const grid = <Value>(of: (x: number, y: number) => Value): Value[] =>
  Array.from({ length: 48 }, (_, i) => of(i % 8, Math.floor(i / 8)))

// by OpenJPEG 2.5.4 and OpenJPH 0.26.3
const SIGNED = {
  '1.2.840.10008.1.2.4.90':
    '/0//UQApAAAAAAAIAAAABgAAAAAAAAAAAAAACAAAAAYAAAAAAAAAAAABhwEB/1IADAAAAAEAAAQEAAH/XAAEQED/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAAA9AAH/k8+0sBFO4U1jyGKg5+dyeuQ7hw+N9M0PoOWYDUmh8azfyOlm4yWwj8N6ZGiAgKgf/9k=',
  '1.2.840.10008.1.2.4.201':
    '/0//UQApQAAAAAAIAAAABgAAAAAAAAAAAAAACAAAAAYAAAAAAAAAAAABhwEB/1AACAACAAAAAv9SAAwAAgABAAUEBEAB/1wAEyBIUFBQUFBQUFBQUFBQSEhI/2QAFwABT3BlbkpQSCBWZXIgMC4yNi4zLv+QAAoAAAAAAEIAAf+TwCXvAAd0AAAAwBLAEoAQAYd0APgAx3QAwBMABsMBAnQAwCogEwBa66ACMAJ2ACT51b60AP/Z',
}

test.each(Object.entries(SIGNED))(
  '%s of 8 bits with a sign keeps what is below 0',
  async (syntax, base64) => {
    const { data } = await small(syntax, base64, { signed: true })
    expect(data).toEqual(Int8Array.from(grid((x, y) => 30 * x - 100 + 3 * y)))
  },
)

const UNTRANSFORMED =
  '/0//UQAvAAAAAAAIAAAABgAAAAAAAAAAAAAACAAAAAYAAAAAAAAAAAADBwEBBwEBBwEB/1IADAAAAAEAAAQEAAH/XAAEQED/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAAB0AAH/k9+BWBIoGetJYcdFDf8yXuzrU7CbtCzVsxAklQyxkGvzq2Epd5QEPTvMAAAAUn/H1DA6VXgX8ZmAZcDBgr/i7iwYiolCVSTGJsfD5zQRUCQKqSB8xlLdHYT+wBPDBaJLsiyDwAKIff/Z'

const stored = grid((x, y) => [30 * x + y, 128 + 10 * y, 5 * x + 100] as const)

test('JPEG 2000 that stores YBR_FULL as it is gives red, green and blue', async () => {
  const syntax = '1.2.840.10008.1.2.4.90'
  const options = { samples: 3, photometric: 'YBR_FULL' } as const
  const { data } = await small(syntax, UNTRANSFORMED, options)
  const inRange = (value: number) => Math.min(255, Math.max(0, Math.round(value)))
  // DICOM PS3.3 C.7.6.3.1.2
  const wanted = stored.flatMap(([y, cb, cr]) => [
    inRange(y + 1.402 * (cr - 128)),
    inRange(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128)),
    inRange(y + 1.772 * (cb - 128)),
  ])
  expect([...data]).toEqual(wanted)
})

test('JPEG 2000 that stores RGB as it is keeps it', async () => {
  const { data } = await small('1.2.840.10008.1.2.4.90', UNTRANSFORMED, { samples: 3 })
  expect([...data]).toEqual(stored.flat())
})

// 200, 60, 20 in every pixel, by libjpeg-turbo, without a marker of JFIF or Adobe, components numbered from 1
const PLAIN_RGB =
  '/9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAARCAAGAAgDAREAAhEAAxEA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oADAMBAAIAAwAAPwD7Ar5Kr836/9k='

test('JPEG that says nothing of its colours has those of the file', async () => {
  const syntax = '1.2.840.10008.1.2.4.50'
  const near = (data: ArrayLike<number>, wanted: readonly number[]) =>
    Math.max(...wanted.map((value, i) => Math.abs(value - data[i]!)))
  const { data } = await small(syntax, PLAIN_RGB, { samples: 3 })
  expect(near(data, [200, 60, 20])).toBeLessThanOrEqual(2)
  const options = { samples: 3, photometric: 'YBR_FULL' } as const
  // (200, 60, 20) as Y, Cb, Cr
  expect(near((await small(syntax, PLAIN_RGB, options)).data, [49, 255, 80])).toBeLessThanOrEqual(2)
})

test('a codestream in a jp2 file is found', async () => {
  const { syntax, frame } = FRAMES.jpeg2000
  const stream = bytesOf(frame)
  const head = '0000000c6a5020200d0a870a00000014667479706a703220000000006a703220'
  const box = new Uint8Array(8)
  new DataView(box.buffer).setUint32(0, 8 + stream.length)
  box.set(new TextEncoder().encode('jp2c'), 4)
  const wrapped = [...head.match(/../g)!.map((hex) => parseInt(hex, 16)), ...box, ...stream]
  const options = { syntax, columns: 16, rows: 12, bits: 12 }
  const [inside, bare] = await Promise.all(
    [Uint8Array.from(wrapped), stream].map((one) =>
      read(encapsulated({ ...options, frames: [one] })),
    ),
  )
  expect(inside!.data).toEqual(bare!.data)
})

test('an extended offset table, whose type dicom-parser does not know, is passed over', async () => {
  const { syntax, frame } = FRAMES.jpegLs
  const frames = [bytesOf(frame), bytesOf(frame)]
  const table = encodeElements([raw(0x7fe00001, 'UN', new Uint8Array(16))])
  const options = { syntax, columns: 16, rows: 12, bits: 12, frames }
  const bytes = encapsulated({ ...options, more: [raw(0x7fe00001, 'UN', new Uint8Array(16))] })
  const at = bytes.findIndex((_, i) => table.every((byte, k) => bytes[i + k] === byte))
  bytes.set(new TextEncoder().encode('OV'), at + 4)
  const before = bytes.slice()
  expect((await read(bytes)).data).toEqual((await read(encapsulated(options))).data)
  expect(bytes).toEqual(before)
})

const PIXELS = Uint8Array.from({ length: 12 }, (_, i) => 20 * i)

const image = [
  text(0x0020000e, 'UI', '1.2.3.9'),
  shorts(0x00280002, 1),
  text(0x00280004, 'CS', 'MONOCHROME2'),
  shorts(0x00280010, 3),
  shorts(0x00280011, 4),
  shorts(0x00280100, 8),
  shorts(0x00280101, 8),
  shorts(0x00280102, 7),
  shorts(0x00280103, 0),
  raw(0x7fe00010, 'OB', PIXELS),
]

function bareFile(): Uint8Array {
  const meta = encodeElements([text(0x00020010, 'UI', '1.2.840.10008.1.2.1')])
  const parts = [encodeElements([longs(0x00020000, meta.length)]), meta, encodeElements(image)]
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

const preamble = [...new Uint8Array(128), ...new TextEncoder().encode('DICM')]

test('a meta header without a preamble is read', async () => {
  const bytes = bareFile()
  const { scans } = await findSeries([{ name: 'a', bytes }])
  expect(scans).toHaveLength(1)
  expect((await read(bytes)).data).toEqual(PIXELS)
})

test('bytes behind the last element are no fault where they are too few for one', async () => {
  const whole = [...preamble, ...bareFile()]
  expect((await read(Uint8Array.from([...whole, 0]))).data).toEqual(PIXELS)
  expect((await read(Uint8Array.from([...whole, 1, 2, 3, 4, 5, 6, 7]))).data).toEqual(PIXELS)
  await expect(read(Uint8Array.from(whole.slice(0, -1)))).rejects.toThrow('damaged or cut short')
})

/** The same elements with the higher byte first. */
function bigEndian(vr: 'OB' | 'OW'): Uint8Array {
  const body = encodeElements(image)
  const view = new DataView(body.buffer)
  for (let at = 0; at < body.length;) {
    const long = body[at + 4] === 0x4f
    const length = long ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true)
    for (const place of [at, at + 2]) view.setUint16(place, view.getUint16(place, true))
    if (long) view.setUint32(at + 8, length)
    else view.setUint16(at + 6, length)
    const start = at + (long ? 12 : 8)
    const words = long ? vr === 'OW' : body[at + 4] === 0x55 && body[at + 5] === 0x53
    for (let i = start; words && i < start + length; i += 2)
      view.setUint16(i, view.getUint16(i, true))
    if (long) body[at + 5] = vr.charCodeAt(1)
    at = start + length
  }
  const meta = encodeElements([text(0x00020010, 'UI', '1.2.840.10008.1.2.2')])
  const length = encodeElements([longs(0x00020000, meta.length)])
  return Uint8Array.from([...preamble, ...length, ...meta, ...body])
}

test.each(['OB', 'OW'] as const)('8 bits in %s of the higher byte first', async (vr) => {
  expect((await read(bigEndian(vr))).data).toEqual(PIXELS)
})
