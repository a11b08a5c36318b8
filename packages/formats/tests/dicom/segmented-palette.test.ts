import { expect, test } from 'vitest'
import { dicomReader } from '../../src/dicom/dicom-reader.js'
import { expandSegments } from '../../src/dicom/segmented-palette.js'
import { encodeElements, raw, shorts, text } from '../../src/seg/element-writer.js'

const BYTES = [0, 4, 10, 20, 30, 40, 1, 6, 100, 0, 2, 7, 8, 1, 4, 0]
const EXPANDED = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 7, 8, 6, 4, 2, 0]

// as pydicom 3.0.2 expands them
test('numbers as they are and along lines', () => {
  expect([...expandSegments(Uint8Array.from(BYTES), 16)]).toEqual(EXPANDED)
})

test('segments that repeat others, by their place in bytes', () => {
  const words = Uint16Array.of(0, 2, 100, 200, 1, 3, 500, 2, 1, 0, 0, 1, 2, 50)
  expect([...expandSegments(words, 9)]).toEqual([100, 200, 300, 400, 500, 100, 200, 125, 50])
  // the second segment begins at byte 8
  const line = Uint16Array.of(0, 2, 100, 200, 1, 2, 0, 2, 1, 8, 0)
  expect([...expandSegments(line, 6)]).toEqual([100, 200, 100, 0, 0, 0])
  const bytes = Uint8Array.of(0, 2, 100, 200, 1, 4, 0, 2, 1, 0, 0, 0, 0)
  expect([...expandSegments(bytes, 8)]).toEqual([100, 200, 150, 100, 50, 0, 100, 200])
})

const image = (segments: readonly number[]) =>
  encodeElements([
    text(0x00080060, 'CS', 'OT'),
    text(0x0020000e, 'UI', '1.2.3.9'),
    shorts(0x00280002, 1),
    text(0x00280004, 'CS', 'PALETTE COLOR'),
    shorts(0x00280010, 1),
    shorts(0x00280011, 4),
    shorts(0x00280100, 8),
    shorts(0x00280101, 8),
    shorts(0x00280102, 7),
    shorts(0x00280103, 0),
    ...[1, 2, 3].flatMap((colour) => [
      shorts(0x00281100 + colour, 16, 2, 8),
      raw(0x00281220 + colour, 'OW', Uint8Array.from(segments)),
    ]),
    raw(0x7fe00010, 'OB', Uint8Array.of(0, 3, 11, 255)),
  ])

const read = (segments: readonly number[]) =>
  dicomReader.read([{ name: 'a.dcm', bytes: image(segments) }])

test('a picture has the colours of a segmented palette', async () => {
  const { data, channels } = await read(BYTES)
  expect(channels).toBe(3)
  // numbers below the table's first and above its last have its ends
  expect([...data]).toEqual([10, 10, 10, 20, 20, 20, 100, 100, 100, 0, 0, 0])
})

test.each([
  ['too few numbers', BYTES.slice(0, 8)],
  ['too many', [0, 20, ...new Array<number>(20).fill(1)]],
  ['a line that begins nowhere', [1, 16, 3, 0]],
  ['a segment of no kind', [3, 16, 3, 0]],
  ['a segment that repeats itself', [0, 1, 5, 2, 9, 3, 0, 0, 0, 0]],
])('%s is damage', async (_, segments) => {
  await expect(read(segments)).rejects.toThrow(
    '`a.dcm` has a segmented palette that is damaged or cut short: fetch it anew.',
  )
})
