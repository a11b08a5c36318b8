import { expect, test } from 'vitest'
import { dicomReader } from '../src/dicom/dicom-reader.js'
import { encapsulated } from './encapsulated.js'
import { FRAMES } from './frames.js'

const truth = Uint16Array.from({ length: 192 }, (_, i) => {
  const [x, y] = [i % 16, Math.floor(i / 16)]
  return 200 * x + 90 * y + 3 * ((x * y) % 7)
})

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

const read = (name: keyof typeof FRAMES, count = 1) => {
  const { syntax, frame } = FRAMES[name]
  const frames = Array.from({ length: count }, () => bytesOf(frame))
  const bits = name === 'jpegBaseline' ? 8 : 12
  const bytes = encapsulated({ syntax, columns: 16, rows: 12, bits, frames })
  return dicomReader.read([{ name: 'a.dcm', bytes }])
}

test.each(['rle', 'jpegLossless', 'jpegLosslessAny', 'jpegLs', 'jpeg2000', 'htj2k'] as const)(
  '%s is exact, frame by frame',
  async (name) => {
    const { data, grid } = await read(name, 2)
    expect(grid.size).toEqual([16, 12, 2])
    expect(data).toEqual(new Uint16Array([...truth, ...truth]))
  },
)

test('JPEG of 8 bits is near', async () => {
  const { data } = await read('jpegBaseline')
  expect(
    farthest(
      data,
      truth.map((value) => value >> 4),
    ),
  ).toBeLessThanOrEqual(2)
})

test('JPEG of 12 bits is near', async () => {
  const { data } = await read('jpegExtended')
  expect(farthest(data, truth)).toBeLessThanOrEqual(6)
})

const farthest = (a: ArrayLike<number>, b: Uint16Array) =>
  Math.max(...b.map((value, index) => Math.abs(value - a[index]!)))

test('a stream of another size than the file says is refused', async () => {
  const { syntax, frame } = FRAMES.jpeg2000
  const bytes = encapsulated({ syntax, columns: 16, rows: 13, bits: 12, frames: [bytesOf(frame)] })
  await expect(dicomReader.read([{ name: 'a.dcm', bytes }])).rejects.toThrow(
    '`a.dcm` has a compressed frame of 16 × 12 × 1, but says 16 × 13 × 1.',
  )
})

test('a syntax that is not read is named', async () => {
  const bytes = encapsulated({
    syntax: '1.2.840.10008.1.2.4.100',
    columns: 16,
    rows: 12,
    bits: 8,
    frames: [new Uint8Array(8)],
  })
  await expect(dicomReader.read([{ name: 'a.dcm', bytes }])).rejects.toThrow(
    'has the transfer syntax 1.2.840.10008.1.2.4.100, which is not read',
  )
})

test.each([
  [
    'planes',
    '/9j/9wARCAAGAAgDAREAAhEAAxEA/9oACAEBAAAAAIpS/pfAAAIZHJsYAAAm2kkF1VXFlVoVf4D/2gAIAQIAAAAAAAABdi/v/oAABDI5NjF22kkFlVXFVVoUSvD/2gAIAQMAAAAAAAAB7i/v/oAABDI5NjF22kkFlQKUKrAAACVxdVUg/9k=',
  ],
  [
    'lines',
    '/9j/9wARCAAGAAgDAREAAhEAAxEA/9oADAMBAAIAAwAAAQCKUv6XwAB+/3bQC+22+AAAQyOTYwAABNtJILqquLKrQq/xR/kb/In+QuAGUQP9+/nywAAAnPX94/i7+P/Z',
  ],
  [
    'samples',
    '/9j/9wARCAAGAAgDAREAAhEAAxEA/9oADAMBAAIAAwAAAgBAAAAu4DAxfLvL/23bbbfAAAIAAAQuMjk220lVUZHFhUUVX/9TZGREL/4AedtED9878wAACf6T14Lv/39Q/9k=',
  ],
])('JPEG-LS in colour, by %s, has its samples side by side', async (_, base64) => {
  const frames = [bytesOf(base64)]
  const syntax = '1.2.840.10008.1.2.4.80'
  const bytes = encapsulated({ syntax, columns: 8, rows: 6, bits: 8, samples: 3, frames })
  const { data, channels } = await dicomReader.read([{ name: 'a.dcm', bytes }])
  expect(channels).toBe(3)
  const wanted = Array.from({ length: 144 }, (_, i) => 5 * Math.floor(i / 3) + 60 * (i % 3))
  expect(data).toEqual(Uint8Array.from(wanted))
})
