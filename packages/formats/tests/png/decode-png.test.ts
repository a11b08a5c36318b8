import { crc32, deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decodePng, PictureFault } from '../../src/index.js'

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(data.length, 0)
  body.copy(frame, 4)
  frame.writeUInt32BE(crc32(body), body.length + 4)
  return frame
}

interface Header {
  width: number
  height: number
  bits: number
  color: number
  interlace?: number
}

function png(header: Header, raw: Uint8Array, palette = new Uint8Array()): Uint8Array<ArrayBuffer> {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(header.width, 0)
  head.writeUInt32BE(header.height, 4)
  head.set([header.bits, header.color, 0, 0, header.interlace ?? 0], 8)
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', head),
      ...(palette.length > 0 ? [chunk('PLTE', palette)] : []),
      chunk('IDAT', deflateSync(raw)),
      chunk('IEND', new Uint8Array()),
    ]),
  )
}

/** Rows of indices, packed, each behind a filter byte of 0. */
function pack(rows: readonly (readonly number[])[], bits: number): number[] {
  return rows.flatMap((row) => {
    const bytes = new Array<number>(Math.ceil((row.length * bits) / 8)).fill(0)
    row.forEach((value, x) => {
      const bit = x * bits
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (value << (8 - bits - (bit & 7)))
    })
    return [0, ...bytes]
  })
}

const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

describe('palettes of few bits', () => {
  test.each([
    [1, 0],
    [2, 0],
    [4, 0],
    [8, 0],
    [1, 1],
    [2, 1],
    [4, 1],
    [8, 1],
  ])('%i bits, interlace %i', async (bits, interlace) => {
    const [width, height] = [13, 11]
    const at = (x: number, y: number): number => (x * y + x) % Math.min(2 ** bits, 5)
    const parts = interlace ? adam7 : ([[0, 0, 1, 1]] as const)
    const raw = parts.flatMap(([left, top, dx, dy]) => {
      const rows: number[][] = []
      for (let y = top; y < height; y += dy) {
        const row: number[] = []
        for (let x = left; x < width; x += dx) row.push(at(x, y))
        rows.push(row)
      }
      return pack(rows, bits)
    })
    const palette = Uint8Array.from({ length: 3 * Math.min(2 ** bits, 5) }, (_, i) => i)
    const file = png({ width, height, bits, color: 3, interlace }, Uint8Array.from(raw), palette)
    const picture = await decodePng(file)
    expect([...picture.data]).toEqual(
      Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
    )
    expect(picture.palette?.[1]).toEqual([3, 4, 5, 255])
  })
})

const raw = Uint8Array.from({ length: 8 * 9 }, (_, i) => (i % 9 === 0 ? 0 : i))
const small = png({ width: 8, height: 8, bits: 8, color: 0 }, raw)

test('no single flipped bit is taken', async () => {
  for (let bit = 0; bit < small.length * 8; bit++) {
    const file = small.slice()
    file[bit >> 3] = (file[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    await expect(decodePng(file)).rejects.toThrow(PictureFault)
  }
})

test('nothing that is cut off is taken', async () => {
  for (let length = 0; length < small.length; length++)
    await expect(decodePng(small.slice(0, length))).rejects.toThrow('truncated or damaged')
})

test('pixels that inflate to more than the header says end at once', async () => {
  const bomb = png({ width: 8, height: 8, bits: 8, color: 0 }, new Uint8Array(2 ** 25))
  const began = performance.now()
  await expect(decodePng(bomb)).rejects.toThrow(
    'its compressed pixels are more than its size says. Copy it again.',
  )
  expect(performance.now() - began).toBeLessThan(1000)
})

test('a header that says more than is there takes no memory', async () => {
  const file = png({ width: 10_000, height: 10_000, bits: 16, color: 2 }, new Uint8Array(9))
  await expect(decodePng(file)).rejects.toThrow('its compressed pixels end early')
})

test('an index beyond the palette', async () => {
  const file = png({ width: 8, height: 8, bits: 8, color: 3 }, raw, new Uint8Array(6))
  await expect(decodePng(file)).rejects.toThrow('its palette has 2 colours')
})

test.each([
  ['a second header', 'IHDR', small.subarray(16, 29), 'it has two headers'],
  // colours of iPhones' apps stand in another order
  [
    'a chunk of its maker without which it cannot be read',
    'CgBI',
    new Uint8Array(4),
    'it has a chunk CgBI',
  ],
  [
    'an animation',
    'acTL',
    Uint8Array.of(0, 0, 0, 3, 0, 0, 0, 0),
    'it is an animation of 3 pictures',
  ],
])('%s is refused', async (_, name, data, problem) => {
  const file = Buffer.concat([small.subarray(0, 33), chunk(name, data), small.subarray(33)])
  await expect(decodePng(new Uint8Array(file))).rejects.toThrow(problem)
})

test('an animation of one picture is a picture', async () => {
  const control = chunk('acTL', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0))
  const file = Buffer.concat([small.subarray(0, 33), control, small.subarray(33)])
  expect((await decodePng(new Uint8Array(file))).data).toEqual((await decodePng(small)).data)
})
